// Starts an OpenID Connect provider on loopback, with its own sign-in pages: whoever signs in is who they say.
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const options = JSON.parse(process.env.TUMMLER_SIGN_IN)
const require = createRequire(path.join(options.packages, 'here.js'))
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')))

const provider = new Provider(options.issuer, {
  clients: options.clients,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...options.people[id] }),
  }),
  cookies: { keys: [options.cookieKey] },
  features: { devInteractions: { enabled: true } },
})
provider.listen(Number(new URL(options.issuer).port), '127.0.0.1', () => console.log(`READY ${options.issuer}`))

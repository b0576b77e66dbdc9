// Starts Bluesky's reference servers on loopback, prints their addresses as one JSON line, and obeys a control
// server: POST /pds/stop, POST /pds/start (same port, same data), POST /services (a DID document for a stand-in).
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const LOOPBACK = '127.0.0.1'
const options = JSON.parse(process.env.TUMMLER_BLUESKY)

// The servers bind every interface by themselves; this must come before they are imported.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  this.once('listening', () => {
    const bound = this.address()
    if (typeof bound === 'object' && bound.address !== LOOPBACK) fail(`listens on ${bound.address}`)
  })
  if (first !== null && typeof first === 'object') return listen.call(this, { ...first, host: LOOPBACK }, ...rest)
  if (typeof first === 'function') return listen.call(this, 0, LOOPBACK, first)
  if (typeof rest[0] === 'string') rest.shift()
  return listen.call(this, first ?? 0, LOOPBACK, ...rest.filter((argument) => argument !== undefined))
}

function fail(reason) {
  console.error(reason)
  process.exit(1)
}

const require = createRequire(path.join(options.packages, 'here.js'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { TestNetwork, TestNetworkNoAppView, mockResolvers } = await load('@atproto/dev-env')
const { PDS, envToSecrets } = await load('@atproto/pds')
const { Client: PlcClient } = await load('@did-plc/lib')
const { Secp256k1Keypair } = await load('@atproto/crypto')

const secrets = {
  plcRotationKeyK256PrivateKeyHex: options.rotationKey,
  jwtSecret: options.jwtSecret,
  dpopSecret: options.dpopSecret,
  adminPassword: options.adminPassword,
}

const pdsOptions = {
  ...secrets,
  port: options.ports.pds,
  hostname: 'localhost',
  enableDidDocWithSession: true,
  rateLimitsEnabled: options.rateLimits,
  rateLimitBypassKey: options.bypassKey,
}

function startAll() {
  const { ports } = options
  if (!options.whole) return TestNetworkNoAppView.create({ pds: pdsOptions, plc: { port: ports.plc } })
  return TestNetwork.create({
    pds: pdsOptions,
    plc: { port: ports.plc },
    bsky: { port: ports.appview, publicUrl: `http://localhost:${ports.appview}` },
    ozone: { port: ports.ozone, chatUrl: 'http://localhost:1', chatDid: 'did:example:chat' },
  })
}

const network = await startAll()

async function stopPds() {
  await network.pds.server.destroy()
}

// The accounts, the repositories and the firehose's sequence are on disk; only the process's own state is new.
async function startPds() {
  const { cfg } = network.pds.server.ctx
  const again = await PDS.create(cfg, envToSecrets(secrets))
  await again.start()
  network.pds.server = again
  mockResolvers(again.ctx.idResolver, network.pds)
}

async function registerService({ id, type, endpoint }) {
  const signer = await Secp256k1Keypair.create()
  const client = new PlcClient(network.plc.url)
  const key = signer.did()
  const handle = `${id.replaceAll('_', '-')}.test`
  const did = await client.createDid({ signingKey: key, rotationKeys: [key], handle, pds: endpoint, signer })
  await client.updateData(did, signer, (document) => {
    document.services[id] = { type, endpoint }
    return document
  })
  return { did }
}

const commands = { '/pds/stop': stopPds, '/pds/start': startPds, '/services': registerService }

async function control(request, response) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    const answer = await commands[request.url](JSON.parse(Buffer.concat(chunks).toString() || '{}'))
    response.end(JSON.stringify(answer ?? {}))
  } catch (error) {
    response.statusCode = 500
    response.end(String(error?.stack ?? error))
  }
}

http.createServer(control).listen(options.ports.control, () => {
  const urls = { pds: network.pds.url, plc: network.plc.url, appview: network.bsky?.url, ozone: network.ozone?.url }
  console.log('READY ' + JSON.stringify(urls))
})

process.on('SIGTERM', () => process.exit(0))

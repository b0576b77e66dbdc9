// What keeps an open page true: hints, ages and countdowns, focus after an exchange, spoken changes.
// Hints carry no content. Nothing here moves what someone reads or writes.

const words = () => document.getElementById("words")?.dataset ?? {};
const find = (id) => document.getElementById(id);

function say(text) {
  const said = find("said");
  if (said && text) said.textContent = text;
}

// A form at the frame leads back to where somebody is now, not to where the page began.
document.addEventListener("submit", ({ target }) => {
  const next = target.elements?.namedItem("next");
  if (next && !target.closest("#opened, .toast")) next.value = location.pathname + location.search;
}, true);

// Times are shown in the reader's own zone from the next page on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone};path=/;max-age=31536000;samesite=lax`;

// Someone went back while this page was still loading: it shows what was before.
const madeFor = document.querySelector(".desk")?.dataset.at;
if (madeFor && madeFor !== location.pathname) location.reload();

// ---------------------------------------------------------------------------------- ages and countdowns

function age(from) {
  const minutes = Math.floor((Date.now() - from) / 60000);
  if (minutes < 1 || minutes >= 24 * 60) return "";
  const { minutes: min, hours } = words();
  return minutes < 60 ? min?.replace("{count}", minutes) : hours?.replace("{count}", Math.floor(minutes / 60));
}

function tick() {
  for (const time of document.querySelectorAll('time[data-as="age"]')) {
    const said = age(Date.parse(time.dateTime));
    if (said && said !== time.textContent) time.textContent = said;
  }
}
setInterval(tick, 20000);

function count() {
  for (const time of document.querySelectorAll('time[data-as="left"]')) {
    const left = Math.ceil((Date.parse(time.dateTime) - Date.now()) / 1000);
    if (left > 0) time.textContent = words().seconds.replace("{count}", left);
    else if (!time.dataset.gone) {
      time.dataset.gone = "yes";
      time.closest(".sent > span").textContent = words().going;
      setTimeout(refreshTalk, 1500);
    }
  }
}
setInterval(count, 500);

// ---------------------------------------------------------------------------------- looking again

const jitter = () => 150 + Math.random() * 700;
const once = new Map();

/** Soon, and once: a hundred desks must not ask at the same moment. */
function soon(name, act) {
  if (once.has(name)) return;
  once.set(name, setTimeout(() => { once.delete(name); act(); }, jitter()));
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.headers.get("HX-Redirect")) location.reload();
    reached(true);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    reached(false);
    return null;
  }
}

const reached = (detail) => document.dispatchEvent(new CustomEvent("tummler:reached", { detail }));

const LOOSE = /<time[^>]*>[^<]*<\/time>/g;
const plain = (node) => node.innerHTML.replace(LOOSE, "");

/** Put a new piece in the old one's place if it says something else; opened details stay open. */
function renew(page, id) {
  const old = find(id), fresh = page?.getElementById(id);
  if (!old || !fresh || (plain(old) === plain(fresh) && old.className === fresh.className)) return false;
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  [...fresh.querySelectorAll("details")].forEach((one, place) => { if (open[place]) one.open = true; });
  const within = document.activeElement?.closest?.(`#${id}`);
  if (within && !(id === "thread" && around(old, fresh))) return false;
  if (!within) old.replaceWith(fresh);
  window.htmx?.process(fresh);
  return true;
}

/** The thread around the post that somebody has their hand on: that one stays. */
function around(old, fresh) {
  const here = document.activeElement, mine = [...old.children].find((one) => one.contains(here));
  const parts = [...fresh.children], at = parts.findIndex((one) => one.id && one.id === mine?.id);
  if (at < 0) return false;
  const twin = parts[at];
  for (const one of [...old.children]) if (one !== mine) one.remove();
  mine.before(...parts.slice(0, at));
  mine.after(...parts.slice(at + 1));
  if (here === mine && plain(mine) !== plain(twin)) mine.replaceChildren(...twin.childNodes);
  return true;
}

let deeds = 0; // what is typed and chosen for an answer does nothing yet
document.body.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, target } }) => {
  if (requestConfig.verb !== "get" && !/leaves|pictures/.test(target.id)) deeds += 1;
});

async function refreshTalk(opened) {
  const talk = find("talk");
  if (!talk?.dataset.refresh) return;
  const { refresh } = talk.dataset, before = deeds;
  const page = await fetched(opened ? `${refresh}${refresh.includes("?") ? "&" : "?"}opened=1` : refresh);
  if (find("talk") !== talk) return; // another conversation was opened meanwhile
  if (before !== deeds) return soon("talk", refreshTalk); // it may be of before
  const said = find("claim")?.querySelector("p")?.textContent.trim();
  if (renew(page, "claim")) {
    const now = find("claim").querySelector("p")?.textContent.trim();
    if (now !== said) say(now);
  }
  renew(page, "labels");
  renew(page, "notes");
  renew(page, "steps");
  if (renew(page, "thread")) document.dispatchEvent(new Event("tummler:talk"));
}

async function refreshNews() {
  const market = find("market"), stamp = find("stamp")?.dataset.stamp;
  if (!market || stamp === undefined) return;
  const here = [...market.querySelectorAll(".need")].slice(0, 100).map((row) => row.id.slice(5));
  const page = await fetched(`${market.dataset.news}?since=${stamp}&here=${here}&${find("stamp").dataset.wanted}`);
  renew(page, "news");
  const day = page?.getElementById("day");
  if (day && find("day")) find("day").textContent = day.textContent;
  // Where nobody stands nothing moves: whoever comes first stands there at once.
  const come = find("news")?.querySelector("[hx-get]");
  if (come && !market.querySelector(".need") && !market.contains(document.activeElement)) come.click();
}

async function refreshStrip() {
  const strip = find("strip");
  if (strip?.dataset.refresh) renew(await fetched(strip.dataset.refresh), "strip");
}

function hinted({ name, id }) {
  document.dispatchEvent(new CustomEvent("hint", { detail: { name, id } }));
  if (find("strip")) soon("strip", refreshStrip);
  if (name === "needs" || name === "all") soon("news", refreshNews);
  if (name === "all" || name === "conversation") ahead = {};
  if (name === "all" || (name === "conversation" && id === find("talk")?.dataset.conversation)) soon("talk", refreshTalk);
}

document.addEventListener("tummler:told", ({ detail }) => hinted(detail)); // from static/js/stream.js

// ---------------------------------------------------------------------------------- before an exchange

// The row that was pressed is marked at once.
const BLINK = 300;
let blink = 0;

function markRow(row) {
  for (const other of document.querySelectorAll(".need[aria-current]")) other.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

function keepPlace() {
  find("opened").append(find("skeleton").content.cloneNode(true));
  document.body.classList.add("reading");
}

// What was asked for in one conversation and comes when another is open has no place there.
const begunIn = new WeakMap();
let asked = null; // the latest conversation that was asked for
const opens = ({ target, requestConfig }) => target.id === "opened" && requestConfig.verb === "get";

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr } = detail, elsewhere = begunIn.has(xhr) && begunIn.get(xhr) !== find("talk")?.dataset.need;
  if (!(opens(detail) ? xhr !== asked : elsewhere)) return;
  detail.shouldSwap = false;
  const refused = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".reply .err, .claim .no");
  if (refused) tellOf(begunIn.get(xhr), refused.textContent.trim());
});

// What was open goes at one stroke: piece by piece, as htmx does it, takes a slow phone long.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.shouldSwap && opens(detail)) find("opened").replaceChildren();
});

/** What was not done in a conversation that is no longer open, with the way back to it. */
function tellOf(need, words) {
  const row = find(`need-${need}`), name = row?.querySelector("b")?.textContent.trim();
  const told = find("missed"), way = told?.querySelector("a");
  if (!way) return;
  Object.assign(way, { href: `/desk/${need}/`, textContent: name ? `${name}: ${words}` : words });
  told.hidden = false;
  say(way.textContent);
}

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.closest("#opened, #toast")) begunIn.set(detail.xhr, find("talk")?.dataset.need);
  if (!opens(detail)) return;
  asked = detail.xhr;
  markRow(detail.elt.closest(".need"));
  clearTimeout(blink);
  blink = setTimeout(keepPlace, BLINK);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.target.id !== "opened" || (opens(detail) && detail.xhr !== asked)) return;
  clearTimeout(blink);
  document.querySelector(".skeleton")?.remove();
  markCurrent(); // what is open now, also where nothing came
});

// Whoever rests on a row is about to open it: it is asked for then, and nobody is told.
let ahead = {}, resting = 0;
const fresh = (address) => ahead.address === address && ahead.at > Date.now() - 15000;

for (const name of ["pointerover", "focusin"]) document.addEventListener(name, ({ target, pointerType }) => {
  clearTimeout(resting);
  const row = target.closest?.(".need"), address = row?.getAttribute("hx-get");
  if (address && pointerType !== "touch") resting = setTimeout(() => {
    if (fresh(address) || row.matches("[aria-current]")) return;
    const came = fetch(address, { headers: { "HX-Request": "true", "Tummler-Ahead": "yes" } });
    ahead = { address, at: Date.now(), came: came.then((answer) => answer.status === 200 && answer.text()).catch(() => "") };
  }, 120);
});

document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
  const { xhr } = detail, found = fresh(detail.requestConfig.path) && ahead, send = xhr.send.bind(xhr);
  ahead = {}; // what is done now may show in it
  if (!opens(detail) || !found) return;
  xhr.send = async () => {
    const value = await found.came;
    if (!value) return send();
    Object.defineProperties(xhr, { status: { value: 200 }, response: { value }, responseText: { value } });
    xhr.ahead = true;
    xhr.onload();
  };
});

// ---------------------------------------------------------------------------------- after an exchange

function markCurrent() {
  const need = find("talk")?.dataset.need;
  markRow(need && find(`need-${need}`));
  document.body.classList.toggle("reading", Boolean(need));
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "market") markCurrent();
  if (detail.target.id !== "opened") return;
  markCurrent();
  if (detail.xhr.ahead) refreshTalk(true);
  const sending = find("sending");
  if (sending) sending.scrollIntoView({ block: "center" });
  else if (detail.requestConfig.verb === "get") find("title")?.focus({ preventScroll: innerWidth > 719 });
});
// Whoever pressed something that an exchange took away goes on beside it.
const BESIDE = { labels: "#labels summary", notes: ".leave summary", claim: "#talk" };
let pressedIn = null;
document.body.addEventListener("htmx:beforeSwap", () => {
  pressedIn = Object.keys(BESIDE).find((id) => document.activeElement?.closest(`#${id}`));
});
// Both at the swap itself: a hint may replace the piece before it has settled, and nobody would hear of it.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (pressedIn && document.activeElement === document.body) document.querySelector(BESIDE[pressedIn])?.focus({ preventScroll: true });
  if (detail.elt.id === "claim" || detail.target.id === "claim") say(find("claim")?.querySelector("p")?.textContent.trim());
});
let failed = 0;
const begun = new WeakMap();
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => begun.set(detail.xhr, performance.now()));
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, () => {
    say(words().away);
    failed = performance.now();
    const told = find("away");
    if (told) told.hidden = false;
  });
}
// It is reached again when what was begun after the failure is.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const told = find("away");
  if (told && detail.successful && begun.get(detail.xhr) > failed) told.hidden = true;
});

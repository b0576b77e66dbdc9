// Colleagues on one need: who reads and writes here, who is on which need of the list, what was just done.

const find = (id) => document.getElementById(id);
const SIGN_MS = 12000, AWAY_MS = 120000;

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

const once = new Map();
function soon(name, act, wait = 150 + Math.random() * 500) {
  if (once.has(name)) return;
  once.set(name, setTimeout(() => { once.delete(name); act(); }, wait));
}

// ---------------------------------------------------------------------------------- who is here

let active = Date.now();
for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "focus"]) {
  addEventListener(name, () => { active = Date.now(); }, { passive: true, capture: true });
}

/** A sign that this helper reads here. Writing is known from the draft that is kept. */
function sign(doing) {
  const claim = find("claim"), token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!claim?.dataset.presence || !token) return;
  const how = { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true };
  fetch(claim.dataset.presence, { ...how, body: new URLSearchParams({ doing }) }).catch(() => {});
}
setInterval(() => { if (!document.hidden && Date.now() - active < AWAY_MS) sign("reading"); }, SIGN_MS);
addEventListener("pagehide", () => sign("gone"));
document.addEventListener("visibilitychange", () => sign(document.hidden ? "gone" : "reading"));

let left = "";
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "opened") left = find("claim")?.dataset.presence ?? "";
});

/** The bar as it is now, in the old one's place; what someone has their hand on stays. */
async function refreshClaim() {
  const old = find("claim");
  if (!old?.dataset.presence) return;
  const fresh = (await fetched(old.dataset.presence))?.getElementById("claim");
  if (!fresh || find("claim") !== old || old.contains(document.activeElement)) return watch();
  if (fresh.innerHTML !== old.innerHTML) {
    const said = old.querySelector("p")?.textContent.trim(), now = fresh.querySelector("p")?.textContent.trim();
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (said !== now && find("said")) find("said").textContent = now;
  }
  watch();
}

/** When the first of the others would be gone without a further sign, look again. */
function watch() {
  const seconds = Number(find("claim")?.dataset.again ?? 0);
  if (seconds) soon("quiet", refreshClaim, seconds * 1000);
}
watch();

/** A change of a row that leaves it as high as it was: who is on it takes the place of what it is about. */
function inPlace(need, change) {
  const high = () => need.getBoundingClientRect().height, height = high();
  change();
  if (!height || high() === height) return;
  need.style.height = `${height}px`;
  need.classList.add("still");
}

/** Who is on the needs of the list, each in its place: nothing moves. */
async function refreshWho() {
  const rows = [...document.querySelectorAll("#market .on")];
  if (!rows.length) return;
  const page = await fetched(`/desk/who/?needs=${rows.slice(0, 200).map((row) => row.id.slice(3)).join(",")}`);
  for (const row of rows) {
    const fresh = page?.getElementById(row.id);
    if (fresh && fresh.outerHTML !== row.outerHTML) inPlace(row.closest(".need"), () => row.replaceWith(fresh));
  }
}

/** Whom a need reaches changes by the clock alone; nobody does anything that would tell. */
setInterval(() => {
  if ([...document.querySelectorAll("#market .on[data-until]")].some((row) => Date.parse(row.dataset.until) <= Date.now())) soon("who", refreshWho);
}, 20000);

document.addEventListener("hint", ({ detail: { name, id } }) => {
  if (name === "presence" && id === find("talk")?.dataset.conversation) soon("presence", refreshClaim);
  if (name === "who" || name === "all") soon("who", refreshWho);
});

// At the swap, not once it has settled: by then a hint may have put another bar in its place.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "opened" && left && left !== find("claim")?.dataset.presence) watch();
  if (["claim", "opened", "together"].includes(detail.target.id) || detail.elt.id === "claim") {
    for (const sheet of document.querySelectorAll(".pass:popover-open")) sheet.hidePopover();
    watch();
  }
});

// A sheet opens with the focus on what is to be chosen first, a folded form on what is to be written.
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState !== "open") return;
  if (target.matches?.(".add, .leave, .note details") && target.contains(document.activeElement)) target.querySelector("input:not([type=hidden]), textarea")?.focus();
  if (target.matches?.(".pass")) target.querySelector("input:not([type=hidden]), textarea, button")?.focus();
}, true);

// ---------------------------------------------------------------------------------- whose turn it is to write

/** Whose it is has changed: who may write has a composer, and nobody writes on where somebody else has it. */
async function turn() {
  const talk = document.getElementById("talk"), bar = talk?.querySelector("claim-turn");
  const keeper = talk?.querySelector("draft-keeper"), may = bar?.hasAttribute("data-may");
  const whole = (one) => one?.closest(".another") ?? one;
  if (!bar || keeper?.rest(!may) || may === Boolean(keeper) || (may && talk.querySelector(".waits"))) return;
  try {
    const answer = await fetch(talk.dataset.refresh.replace("/talk/", "/"), { headers: { "HX-Request": "true" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = bar.isConnected && page.querySelector("claim-turn")?.hasAttribute("data-may") === may;
    if (!same || keeper?.rest(!may)) return; // it changed again, or something was begun
    whole(talk.querySelector("#answer"))?.remove();
    const fresh = whole(page.getElementById("answer"));
    if (fresh) talk.append(fresh);
    window.htmx?.process(talk);
  } catch { /* the network is away: the bar says whose it is */ }
}

/** Stands in every bar: a new one in the old one's place says whether this helper may write now. */
customElements.define("claim-turn", class extends HTMLElement {
  connectedCallback() { customElements.whenDefined("draft-keeper").then(turn); }
});
document.addEventListener("tummler:turn", () => setTimeout(turn));

// ---------------------------------------------------------------------------------- notes

// A note that was left leaves an empty field; an @ is completed from the brand's people.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.(".leave form");
  if (!form || !detail.successful) return;
  form.reset();
  const folded = form.closest("details");
  folded.open = false;
  folded.querySelector("summary").focus({ preventScroll: true });
});

const NAMED = /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}]*)$/u;

function offers(field) {
  const said = NAMED.exec(field.value.slice(0, field.selectionStart))?.[2];
  if (said === undefined) return [];
  const names = [...(find("everyone")?.options ?? [])].map((one) => one.value);
  return names.filter((name) => name.toLocaleLowerCase().startsWith(said.toLocaleLowerCase())).slice(0, 6);
}

function complete(field, name) {
  const before = field.value.slice(0, field.selectionStart).replace(/@[\p{L}\p{N}]*$/u, `@${name} `);
  field.value = before + field.value.slice(field.selectionStart);
  field.setSelectionRange(before.length, before.length);
  field.focus();
  offer(field);
}

/** The names that fit, as buttons below the field: pressed, or reached by Tab and Enter. */
function offer(field) {
  field.parentElement.querySelector(".offers")?.remove();
  const names = offers(field);
  if (!names.length) return;
  const list = document.createElement("p");
  list.className = "offers";
  for (const name of names) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "b sm";
    button.textContent = `@${name}`;
    button.addEventListener("click", () => complete(field, name));
    list.append(button);
  }
  field.after(list);
}

document.addEventListener("input", ({ target }) => { if (target.matches?.("[data-mentions]")) offer(target); });
document.addEventListener("keydown", (event) => {
  const first = event.key === "Tab" && !event.shiftKey && event.target.matches?.("[data-mentions]") && offers(event.target)[0];
  if (!first) return;
  event.preventDefault();
  complete(event.target, first);
});

// A long thread that was opened stays open when it is looked at again.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const talk = find("talk"), refresh = talk?.dataset.refresh;
  if (!detail.requestConfig?.path.includes("whole=1") || !refresh || refresh.includes("whole=1")) return;
  talk.dataset.refresh = `${refresh}${refresh.includes("?") ? "&" : "?"}whole=1`;
});

// One menu at a time, and none under the eyes of somebody who went on.
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(".doing[open]")) if (!menu.contains(target)) menu.open = false;
});

// On every page of ours: what was just done stays its seconds, a lost network is said quietly, and what takes longer
// than a blink has its place kept.

const find = (id) => document.getElementById(id);

// ---------------------------------------------------------------------------------- what was just done

let going = 0;
function keepToast() {
  const toast = document.querySelector("#toast .toast");
  clearTimeout(going);
  if (!toast) return;
  const go = () => { going = setTimeout(() => toast.remove(), 1000 * (Number(toast.dataset.seconds) || 6)); };
  const stay = () => clearTimeout(going);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { stay(); go(); });
  go();
}
keepToast();
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => { if (detail.target.id === "toast") keepToast(); });

// ---------------------------------------------------------------------------------- not connected

const bar = find("offline");
let since = null;

function away() {
  if (since || !bar) return;
  since = new Date();
  const time = since.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  bar.querySelector("span").textContent = bar.dataset.words.replace("{time}", time);
  bar.hidden = false;
}

function back() {
  if (!since) return;
  since = null;
  bar.hidden = true;
  const said = find("said");
  if (said) said.textContent = bar.dataset.back;
}

addEventListener("offline", away);
document.addEventListener("tummler:reached", ({ detail }) => (detail ? back() : away()));
if (!document.querySelector(".desk")) { // the desk's own stream tells; elsewhere what is asked for now and then does
  addEventListener("online", back);
  document.body.addEventListener("htmx:sendError", away);
  document.body.addEventListener("htmx:afterOnLoad", back);
}
if (!navigator.onLine) away();

// ---------------------------------------------------------------------------------- what takes a while

// A form says where its answer will stand; what is there in a blink needs nothing kept.
const BLINK = 300;
document.addEventListener("submit", ({ target, submitter }) => {
  const place = find(target.dataset.waits), kept = find(`${target.dataset.waits}-kept`);
  if (!place || !kept || submitter?.dataset.quick !== undefined) return;
  setTimeout(() => {
    place.replaceChildren(kept.content.cloneNode(true));
    place.setAttribute("aria-busy", "true");
  }, BLINK);
});

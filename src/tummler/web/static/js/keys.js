// Everything by keyboard. Single keys are off while someone types, and can be switched off for good.

const find = (id) => document.getElementById(id);
const OFF = "keys-off";

function singleKeys() {
  try { return localStorage.getItem(OFF) !== "yes"; } catch { return true; }
}

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea:not([readonly]), select, [contenteditable]");
const press = (selector) => {
  const button = document.querySelector(selector);
  button?.click();
  return Boolean(button);
};

/** The next or previous need of the list, from the one that has the focus or is open. */
function step(by) {
  const rows = [...document.querySelectorAll(".need")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function write() {
  const field = find("text");
  if (!field) return false;
  if (innerWidth < 720) location.hash = "answer";
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollIntoView({ block: "nearest" });
  return true;
}

/** The field for a note; on a phone it is on the person's own screen. */
function note() {
  const form = document.querySelector("details.leave");
  if (!form) return false;
  if (innerWidth < 1100) location.hash = "person";
  form.open = true;
  form.querySelector("textarea").focus();
  return true;
}

function wrong() {
  const form = document.querySelector("details.wrong");
  if (!form) return false;
  form.open = true;
  form.querySelector("input:checked, input")?.focus();
  return true;
}

/** One step back: from writing to reading, from a form to what it is about, from a conversation to the list. */
function back(target) {
  if (typing(target)) return target.blur() ?? find("talk")?.focus() ?? true;
  const open = target.closest("details[open]") ?? document.querySelector("details:is(.me, .wrong, .filter)[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }
  const over = { "#answer": 720, "#person": 1100 }[location.hash]; // narrower, it is a screen of its own
  if (innerWidth < over) return history.back() ?? true;
  return press(".bar .back");
}

/** The newer or older post of the conversation, from the one that has the focus. */
function post(by) {
  const posts = [...document.querySelectorAll("#thread .post")];
  const at = posts.findIndex((one) => one.contains(document.activeElement));
  const next = posts[at < 0 ? posts.length - 1 : Math.min(Math.max(at + by, 0), posts.length - 1)];
  if (next) look(next);
  return Boolean(next);
}

function look(post) {
  post.tabIndex = -1;
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "center" });
}

// Whoever reads post by post goes on at the same one when an exchange brings the conversation anew.
let reading = "";
document.body.addEventListener("htmx:beforeSwap", () => {
  reading = document.activeElement?.matches("#thread .post") ? document.activeElement.id : "";
});
document.body.addEventListener("htmx:afterSwap", () => {
  const post = reading && find(reading);
  if (post && document.activeElement === document.body) look(post);
});

/** Who wrote the post that has the focus, or the only one who helped; of several, the last is looked at first. */
function thank() {
  const here = document.activeElement?.closest("#thread .post")?.querySelector("[data-key=thank]");
  const all = [...document.querySelectorAll("#thread [data-key=thank]")];
  const chosen = here ?? (all.length === 1 ? all[0] : null);
  if (chosen) chosen.click();
  else if (all.length) look(all.at(-1).closest(".post"));
  return all.length > 0;
}

/** A sheet of the need that is open, if its bar offers it. */
function sheet(id) {
  const offered = document.querySelector(`#claim :is([popovertarget=${id}], [popovertarget=claim-more])`);
  if (offered) find(id)?.showPopover();
  return Boolean(offered);
}

function filter() {
  const form = find("filter");
  if (!form?.checkVisibility()) return false;
  form.open = true;
  form.querySelector("select").focus();
  return true;
}

const PLACES = { d: "desk", w: "wall", s: "square", h: "help", c: "channels", p: "people" };
let going = 0;
/** G, then the first letter of a place. */
function go(key) {
  const place = Date.now() - going < 1500 && PLACES[key];
  going = 0;
  return place && press(`.places [data-place=${place}]`);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => press("[data-key=claim]"),
  l: () => press("[data-key=let_go]"),
  u: () => press("#toast [data-key=undo]") || press("[data-key=take_back]"),
  h: () => sheet("hand-on"),
  a: () => sheet("ask-in"),
  n: note,
  t: thank,
  f: filter,
  g: () => { going = Date.now(); return true; },
  ".": () => press("#news a"),
  "[": () => post(1),
  "]": () => post(-1),
  r: write,
  m: wrong,
  "?": () => find("keys")?.showModal() ?? true,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], :popover-open")) return;
  if (event.key === "Escape") {
    if (back(event.target)) event.preventDefault();
    return;
  }
  if (typing(event.target) || !(singleKeys() || event.key === "?")) return;
  const key = event.key.toLowerCase();
  if (go(key) || KEYS[key]?.()) event.preventDefault();
});

const box = find("single-keys");
if (box) {
  box.checked = singleKeys();
  box.addEventListener("change", () => {
    try { localStorage.setItem(OFF, box.checked ? "no" : "yes"); } catch { /* it holds for this page */ }
  });
}
for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => find(button.dataset.opens)?.showModal());
}

// Everything by keyboard. Single keys are off while someone types, and can be switched off for good.

const find = (id) => document.getElementById(id);
const OFF = "keys-off";

function singleKeys() {
  try { return localStorage.getItem(OFF) !== "yes"; } catch { return true; }
}

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
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
  const open = target.closest("details[open]") ?? document.querySelector("details.me[open], details.wrong[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }
  const over = { "#answer": 720, "#person": 1100 }[location.hash]; // narrower, it is a screen of its own
  if (innerWidth < over) return history.back() ?? true;
  return press(".bar .back");
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => press("[data-key=claim]"),
  l: () => press("[data-key=let_go]"),
  u: () => press("[data-key=take_back]"),
  n: () => press("#news a"),
  r: write,
  m: wrong,
  "?": () => find("keys")?.showModal() ?? true,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || find("keys")?.open) return;
  if (event.key === "Escape") {
    if (back(event.target)) event.preventDefault();
    return;
  }
  if (typing(event.target) || !(singleKeys() || event.key === "?")) return;
  if (KEYS[event.key.toLowerCase()]?.()) event.preventDefault();
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

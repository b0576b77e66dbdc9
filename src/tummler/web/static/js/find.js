// "Find or do anything", Ctrl K. What can be done stands on this page; what was found comes from the server.

const dialog = document.getElementById("find");
const field = dialog.querySelector("input");
const deeds = document.getElementById("deeds"), findings = document.getElementById("findings");
const DOABLE = "[data-key], #claim-more [popovertarget], #news a, .views a, .places a, .filter > summary, .me button";
const HINTS = {
  claim: "C", let_go: "L", hand_on: "H", ask_in: "A", take_back: "U", send: "Ctrl ↵", thank: "T", note: "N",
};
const MOST = 9;

const folded = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
const terms = () => folded(field.value).match(/[\p{L}\p{N}]+/gu) ?? [];
const options = () => [...dialog.querySelectorAll("[role=option]")];

/** Every word typed begins a word of what is said. */
function fits(said, wanted) {
  const words = folded(said).match(/[\p{L}\p{N}]+/gu) ?? [];
  return wanted.every((term) => words.some((word) => word.startsWith(term)));
}

function called(thing) {
  if (thing.dataset.do) return thing.dataset.do;
  const copy = thing.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd")) extra.remove();
  return (copy.textContent.trim() || thing.getAttribute("aria-label") || "").replace(/\s+/g, " ");
}

const first = (thing) => Number(Boolean(thing.dataset.key || thing.closest("#claim-more")));

/** Some of it is behind a button that is here. */
function hidden(thing) {
  if (thing.closest("#claim-more")) return document.querySelector("#claim [popovertarget=claim-more]");
  return thing.closest(".me") && terms().length;
}

/** What is here to be pressed or followed, in the order of the page, each once. */
function doable() {
  const found = new Map();
  const order = [...document.querySelectorAll(DOABLE)].sort((a, b) => first(b) - first(a));
  for (const thing of order) {
    const shown = hidden(thing) || thing.checkVisibility();
    const name = shown && !thing.disabled && !thing.hidden && !thing.closest("dialog") && !thing.hasAttribute("aria-current") && called(thing);
    if (name && !found.has(name)) found.set(name, thing);
  }
  return found;
}

function line(name, thing) {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const drawn = thing.querySelector("svg.i")?.cloneNode(true) ?? dialog.querySelector("template").content.firstElementChild.cloneNode(true);
  const words = document.createElement("span");
  words.textContent = name;
  option.append(drawn, words);
  const hint = HINTS[thing.dataset.key];
  if (hint) option.append(Object.assign(document.createElement("kbd"), { textContent: hint }));
  if (thing.hasAttribute("href")) option.dataset.href = thing.getAttribute("href");
  option.act = () => thing.click();
  return option;
}

function select(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

const chosen = () => dialog.querySelector("[aria-selected=true]");

function number() {
  options().forEach((option, place) => { option.id = `offer-${place}`; });
  for (const group of [deeds, findings]) group.hidden = !group.children.length;
  dialog.querySelector(".none").hidden = options().length > 0;
  select(terms().length ? options()[0] : null);
}

function showDeeds() {
  const wanted = terms();
  const lines = [...doable()].filter(([name]) => fits(name, wanted)).slice(0, MOST);
  deeds.replaceChildren(...lines.map(([name, thing]) => line(name, thing)));
}

let asking = null;
async function ask() {
  asking?.abort();
  asking = new AbortController();
  const words = field.value.trim();
  if (!words) return;
  try {
    const answer = await fetch(`${dialog.dataset.now}?${new URLSearchParams({ q: words })}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    showDeeds();
    const here = new Set([...deeds.children].map((one) => one.dataset.href));
    deeds.append(...[...page.querySelectorAll("#more-deeds > li")].filter((one) => !here.has(one.dataset.href) || one.dataset.post));
    findings.replaceChildren(...page.querySelectorAll("#more-findings > li"));
    number();
  } catch { /* away, or typed on: what can be done here is still offered */ }
}

let soon = 0;
function typed() {
  showDeeds();
  if (!terms().length) findings.replaceChildren();
  number();
  clearTimeout(soon);
  soon = setTimeout(ask, 120);
}

function press(address) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address, hidden: true });
  form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  document.body.append(form);
  form.submit();
}

function act(option) {
  dialog.close();
  if (option.act) option.act();
  else if (option.dataset.post) press(option.dataset.post);
  else location.assign(option.dataset.href);
}

function open(words = "") {
  if (dialog.open) return;
  field.value = words;
  dialog.showModal();
  field.focus();
  typed();
}

field.addEventListener("input", typed);
field.addEventListener("keydown", (event) => {
  const all = options(), at = all.indexOf(chosen());
  if (event.key === "ArrowDown") select(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") select(all.at(at < 0 ? -1 : at - 1));
  else if (event.key === "Enter" && chosen()) act(chosen());
  else return;
  event.preventDefault();
});
dialog.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) act(option);
  else if (event.target === dialog) dialog.close(); // beside it
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});
const plain = document.getElementById("find-plain");
plain?.addEventListener("click", () => open(plain.value));  // setup has no header
plain?.addEventListener("input", () => { open(plain.value); plain.value = ""; });
document.querySelector(".top .look")?.addEventListener("click", (event) => {
  event.preventDefault();
  open();
});

// What may be duty of care, by keyboard: J and K go through the list, Y rings, X says that it is none.

const off = () => { try { return localStorage.getItem("keys-off") === "yes"; } catch { return false; } };
const all = () => [...document.querySelectorAll(".glance")];
const here = () => document.activeElement?.closest(".glance");

function step(by) {
  const rows = all();
  const next = rows[Math.min(Math.max(rows.indexOf(here()) + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

let pressed = false;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || off()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "u") document.querySelector("#toast [data-key=undo]")?.click();
  else if ((key === "y" || key === "x") && !pressed) {
    const button = (here() ?? all()[0])?.querySelector(`[data-key=${key}]`);
    pressed = Boolean(button);
    button?.click();
  } else return;
  event.preventDefault();
});

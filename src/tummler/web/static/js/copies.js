// A button that copies a text that stands on the page. Without this the text can be selected.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    const [copy, copied] = button.children;
    copy.hidden = true;
    copied.hidden = false;
    document.getElementById("said").textContent = copied.textContent;
    setTimeout(() => { copy.hidden = false; copied.hidden = true; }, 4000);
  });
}

// A cut is dragged through the words of the posts that it parts; buttons and keys do the same, word by word.

function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const at = document.caretPositionFromPoint(x, y);
    return at && { node: at.offsetNode, offset: at.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** The code point of the whole text under the pointer, if it is over a post's words. */
function placeAt(x, y, leaves) {
  const at = caretAt(x, y), words = at?.node.parentElement?.closest("[data-start]");
  if (!words || !leaves.contains(words)) return null;
  const range = document.createRange();
  range.selectNodeContents(words);
  range.setEnd(at.node, at.offset);
  const before = [...range.toString()].length - Number(words.dataset.lead);
  return { place: Math.max(0, before) + Number(words.dataset.start), range: caretRange(at) };
}

function caretRange({ node, offset }) {
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  return range;
}

document.addEventListener("pointerdown", (event) => {
  const cut = event.target.closest?.("[data-grip]")?.closest("[data-cut]"), leaves = cut?.closest("#leaves");
  if (!leaves) return;
  event.preventDefault();
  const grip = event.target, line = document.createElement("i");
  line.className = "cutline";
  leaves.append(line);
  grip.setPointerCapture(event.pointerId);
  let wanted = null;
  const move = ({ clientX, clientY }) => {
    const over = placeAt(clientX, clientY, leaves);
    if (!over) return;
    wanted = over.place;
    const at = over.range.getBoundingClientRect(), from = leaves.getBoundingClientRect();
    Object.assign(line.style, { left: `${at.left - from.left}px`, top: `${at.top - from.top}px`, height: `${at.height || 20}px` });
  };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    line.remove();
    if (wanted === null) return;
    const button = cut.querySelector("button");
    const was = button.value;
    button.value = `${cut.dataset.cut}:${wanted}`;
    button.click();
    button.value = was;
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", end, { once: true });
});

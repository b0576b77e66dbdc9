// <word-marks>: lines under the words that a hint means, and under what is too much: drawn behind the field, in step with it.

/** Code points to the places that the browser counts in. */
const place = (text, at) => [...text].slice(0, at).join("").length;

/** Where the words of a hint stand now: what was typed since may have moved them. */
function found(text, tip) {
  const said = tip.dataset.words;
  let start = place(text, Number(tip.dataset.start));
  if (!said) return null;
  if (!text.startsWith(said, start)) start = text.indexOf(said);
  return start < 0 ? null : { start, end: start + said.length, kind: tip.dataset.kind };
}

function surplus(text, leaves) {
  return (leaves.dataset.over || "").split(",").filter(Boolean).map((one) => {
    const [start, end] = one.split("-").map((at) => place(text, Number(at)));
    return { start, end: Math.max(end, start), kind: "over" };
  });
}

class WordMarks extends HTMLElement {
  /** Draw the field's text again, unseen, with the lines that belong under it now. */
  draw(text, leaves) {
    const tips = [...leaves.querySelectorAll(".tip[data-words]")].map((tip) => found(text, tip)).filter(Boolean);
    const marks = [...tips, ...surplus(text, leaves)].sort((one, other) => one.start - other.start);
    const parts = [];
    let at = 0;
    for (const { start, end, kind } of marks) {
      if (start < at || end <= start) continue;
      const mark = document.createElement("span");
      mark.className = `hint ${kind}`;
      mark.textContent = text.slice(start, end);
      parts.push(text.slice(at, start), mark);
      at = end;
    }
    this.replaceChildren(...parts, `${text.slice(at)}\u200b`);
  }
}

customElements.define("word-marks", WordMarks);

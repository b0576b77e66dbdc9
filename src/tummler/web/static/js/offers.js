// <like-mine>: while somebody writes a question, the answers that may be theirs already, quietly under the field.
// Without it they are offered when the question is sent.
const PAUSE = 700, SHORTEST = 12;

class LikeMine extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.field = this.form.elements.text;
    this.asked = this.field.value.trim();
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE);
    });
  }

  async look() {
    const text = this.field.value.trim();
    if (text === this.asked || this.busy()) return;
    this.asked = text;
    this.going?.abort();
    this.going = new AbortController();
    const body = new FormData();
    body.set("text", text);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    try {
      const long = text.length >= SHORTEST;
      const answer = long && (await fetch(this.dataset.from, { method: "POST", body, signal: this.going.signal }));
      this.show(answer?.status === 200 ? await answer.text() : "");
    } catch { /* no network: it can be asked all the same */ }
  }

  // Nothing moves under the hand: not while a press is near, not while an answer is being read.
  busy() {
    return this.form.matches(":has(button:hover, button:active)") || document.activeElement !== this.field
      || this.querySelector("details[open]");
  }

  show(html) {
    if (html === this.shown || this.busy()) return;
    this.shown = this.innerHTML = html;
  }
}
customElements.define("like-mine", LikeMine);

// <draft-keeper>: counts while typing, keeps the draft every two seconds, loses nothing without a network,
// shows both texts when two people wrote, and sends once however often send is pressed.

const words = () => document.getElementById("words")?.dataset ?? {};
const LINK = /https?:\/\/[^\s]+/g;
const EVERY = 2000;

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[hx-post]");
    this.field = this.querySelector("textarea");
    if (!this.field) return;
    this.saved = this.field.value;
    this.ending = new AbortController();
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.ending.signal });
    on(this.field, "input", () => this.typed());
    on(this.field, "keydown", (event) => this.pressed(event));
    on(this.form, "submit", (event) => this.sending(event));
    on(this, "click", (event) => this.taken(event.target.closest("[data-take]")?.dataset.take));
    on(window, "online", () => this.keep());
    on(document, "visibilitychange", () => document.hidden && this.keep());
    on(this.form, "htmx:afterRequest", ({ detail }) => {
      if (detail.elt === this.form && !detail.successful) this.sent = false;
    });
    on(this, "htmx:afterSwap", () => { this.showTaking(); this.count(); });
    this.timer = setInterval(() => this.keep(), EVERY);
    this.restore();
    this.showTaking();
    this.count();
    this.grow();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.ending?.abort();
    if (!this.sent) this.keep(true);
  }

  get place() { return `draft:${this.dataset.need}`; }
  get edition() { return this.form.elements.edition; }

  typed() {
    this.count();
    this.grow();
    this.remember();
  }

  // ------------------------------------------------------------------------------ counting, by the network's rule

  count() {
    const { unit, limit, linkCost, signature } = this.dataset;
    let text = this.field.value.trim();
    if (text && signature && !text.endsWith(signature)) text += ` ${signature}`;
    let extra = 0;
    if (linkCost) text = text.replace(LINK, () => { extra += Number(linkCost); return ""; });
    const size = extra + (unit === "graphemes" ? graphemes(text) : [...text].length);
    this.querySelector("[data-count]").textContent = this.counted(size, Number(limit));
  }

  counted(size, limit) {
    const posts = this.querySelectorAll("#leaves .leaf").length;
    if (!size) return "";
    if (!limit) return String(size);
    const said = size > limit && posts > 1 ? words().in : words().of;
    return said.replace("{count}", size).replace("{limit}", limit).replace("{posts}", posts);
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  // ------------------------------------------------------------------------------ keeping

  remember() {
    try {
      const { edition, after } = this.form.elements;
      const kept = { text: this.field.value, edition: edition.value, after: after.value, sent: Boolean(this.sent) };
      localStorage.setItem(this.place, JSON.stringify(kept));
    } catch { /* storage is full or closed: the server still keeps it */ }
  }

  forget() {
    try { localStorage.removeItem(this.place); } catch { /* nothing was kept here */ }
  }

  /** What was typed here and never reached the server comes back; if the draft went on without it, both are shown. */
  restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.place)); } catch { return; }
    const wasSent = kept?.sent && kept.after !== this.form.elements.after.value;
    if (!kept || wasSent || kept.text === this.field.value) return this.forget();
    this.field.value = kept.text;
    this.edition.value = kept.edition;
    this.tell(words().restored);
    this.keep();
  }

  async keep(leaving = false) {
    const text = this.field.value;
    if (text === this.saved || this.busy || this.sent || this.querySelector("[data-theirs]")) return;
    this.busy = true;
    try {
      const answer = await fetch(this.dataset.draft, {
        method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" }, keepalive: leaving,
      });
      await this.answered(answer, text);
    } catch {
      this.remember();
      this.tell(words().here);
    } finally {
      this.busy = false;
    }
  }

  async answered(answer, text) {
    if (answer.status === 409) return this.overtaken(await answer.text());
    if (!answer.ok || answer.redirected) throw new Error("not kept");
    const { edition, kept, sent } = await answer.json();
    if (sent) return this.tell(words().sent);
    this.saved = text;
    this.edition.value = edition;
    if (this.field.value === text) this.forget();
    this.tell(words().kept, kept);
  }

  tell(text, markup = "") {
    const shown = this.querySelector("[data-kept]");
    shown.textContent = text ?? "";
    if (markup) shown.insertAdjacentHTML("beforeend", ` ${markup}`);
  }

  // ------------------------------------------------------------------------------ two people, one draft

  overtaken(html) {
    this.querySelector("[data-overtaken]").innerHTML = html;
    this.showTaking();
  }

  showTaking() {
    for (const button of this.querySelectorAll("[data-take]")) button.hidden = false;
  }

  taken(which) {
    const theirs = this.querySelector("[data-theirs]");
    if (!which || !theirs) return;
    const mine = this.field.value;
    this.edition.value = theirs.dataset.edition;
    this.saved = theirs.textContent;
    if (which === "theirs") this.field.value = theirs.textContent;
    this.querySelector("[data-overtaken]").replaceChildren();
    this.typed();
    if (which === "theirs") { this.forget(); this.tell(""); } else if (mine !== this.saved) this.keep();
    this.field.focus();
  }

  // ------------------------------------------------------------------------------ sending

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("[data-key=send]"));
    }
  }

  /** Twice within a second is once; the server holds to that as well. */
  sending(event) {
    const at = Date.now();
    if (this.sentAt && at - this.sentAt < 1000) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.sentAt = at;
    this.sent = true;
    this.remember(); // until the page that comes back shows that it was sent
  }
}

function graphemes(text) {
  if (!("Segmenter" in Intl)) return [...text].length;
  let count = 0;
  for (const _ of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) count += 1;
  return count;
}

customElements.define("draft-keeper", DraftKeeper);

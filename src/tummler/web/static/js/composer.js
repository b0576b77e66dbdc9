// <draft-keeper>: counts, keeps the draft every two seconds, loses nothing without a network, brings together what two
// people write, takes pictures, and sends once however often send is pressed.

const words = () => document.getElementById("words")?.dataset ?? {};
const LINK = /https?:\/\/[^\s]+/g;
const EVERY = 2000, LOOK = 5000;
/** What the page was made with, or is for us alone: never a reason to keep a draft. */
const NOT_WRITTEN = new Set(["csrfmiddlewaretoken", "edition", "base", "after", "was", "view", "cuts_of", "picture", "shown"]);

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[hx-post]");
    this.field = this.querySelector("textarea");
    if (!this.field) return;
    this.form.elements.cuts_of.value = "text";
    this.toggleAttribute("data-alive", true);
    this.shown = this.field.value;
    this.saved = this.written();
    this.ending = new AbortController();
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.ending.signal });
    on(this.field, "input", () => this.typed());
    on(this.form, "keydown", (event) => this.pressed(event));
    on(this.form, "submit", (event) => this.sending(event));
    on(this, "click", (event) => this.clicked(event));
    on(this, "change", (event) => this.changed(event));
    on(this, "dragover", (event) => this.files(event.dataTransfer) && event.preventDefault());
    on(this, "drop", (event) => this.brought(event, event.dataTransfer));
    on(this, "paste", (event) => this.brought(event, event.clipboardData));
    on(window, "online", () => { this.attachAgain(); this.keep(); });
    on(window, "beforeunload", () => { this.leaving = true; });
    on(document, "visibilitychange", () => document.hidden && this.keep());
    on(document, "tummler:talk", () => this.look());
    on(this, "htmx:afterRequest", (event) => this.heard(event.detail));
    on(this, "htmx:afterSwap", () => this.renewed());
    on(this, "focusout", () => this.resting && document.dispatchEvent(new Event("tummler:turn")));
    this.timer = setInterval(() => this.keep(), EVERY);
    this.looking = setInterval(() => this.meet(), LOOK);
    this.restore();
    this.renewed();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    clearInterval(this.looking);
    this.ending?.abort();
    if (!this.sent) this.keep(true);
  }

  // ------------------------------------------------------------------------------ somebody else has it

  get resting() { return this.hasAttribute("data-rests"); }

  /** What was written stays to be read; false: nothing is, and no hand is on it. */
  rest(on) {
    const begun = this.field.value.trim() || this.querySelector("#pictures img") || this.contains(document.activeElement);
    if (on && !begun) return false;
    if (on === this.resting) return true;
    this.toggleAttribute("data-rests", on);
    this.field.readOnly = on || Boolean(this.sent);
    if (on) this.remember();
    else this.keep();
    return true;
  }

  get place() { return `draft:${this.dataset.need}`; }
  get edition() { return this.form.elements.edition; }
  get base() { return this.form.elements.base; }
  get busyWithBoth() { return Boolean(this.querySelector("[data-theirs]")); }

  /** Everything somebody wrote or chose, as one string: what differs has to be kept. */
  written() {
    const chosen = ({ name, type, checked }) => name && !NOT_WRITTEN.has(name) && (checked || !/radio|box|submit|button/.test(type));
    return JSON.stringify([...this.form.elements].filter(chosen).map(({ name, value }) => [name, value]));
  }

  /** As the page was made with them, or as kept since: what differs was chosen here. */
  choices() {
    const { visibility, language, signature, was, lasting, lasting_once: shown } = this.form.elements;
    const before = was.value.split("\x1f");
    const seen = visibility?.value || before[0];
    return [seen, language.value, signature.value, (seen === "once" ? shown : lasting)?.value ?? before[3]].join("\x1f");
  }

  typed() {
    this.leaving = false;
    this.shiftCuts();
    this.count();
    this.remember();
  }

  renewed() {
    for (const hidden of this.querySelectorAll("[data-take], [data-grip], [data-do]")) hidden.hidden = false;
    const { language } = this.querySelector("#leaves").dataset;
    if (language) this.field.lang = language;
    const pictures = this.querySelector("#pictures");
    if (Number(pictures.dataset.edition) > Number(this.edition.value) && this.base.value === this.field.value) {
      this.edition.value = pictures.dataset.edition;
    }
    this.count();
  }

  // ------------------------------------------------------------------------------ counting, by the network's rule

  count() {
    const { unit, linkCost } = this.dataset;
    const once = this.form.elements.visibility?.value === "once";  // opened on a page of ours: no network counts it
    const limit = once ? this.dataset.onceLimit : this.dataset.limit;
    const signature = this.form.elements.signature.value.trim();
    let text = this.field.value.trim();
    if (text && signature && !text.endsWith(signature)) text += ` ${signature}`;
    let extra = 0;
    if (linkCost) text = text.replace(LINK, () => { extra += Number(linkCost); return ""; });
    const size = extra + (unit === "graphemes" ? graphemes(text) : [...text].length);
    const shown = this.querySelector("[data-count]"), posts = this.querySelectorAll("#leaves .leaf").length;
    shown.textContent = this.counted(size, Number(limit));
    shown.classList.toggle("over", Boolean(limit) && size > Number(limit) && posts < 2);
    this.querySelector("word-marks").draw?.(this.field.value, this.querySelector("#leaves"));
  }

  counted(size, limit) {
    const posts = this.querySelectorAll("#leaves .leaf").length;
    if (!size) return "";
    if (!limit) return String(size);
    const said = size > limit && posts > 1 ? words().in : words().of;
    return said.replace("{count}", size).replace("{limit}", limit).replace("{posts}", posts);
  }

  /** Cuts stand in the words: they go along with what is typed before them. */
  shiftCuts() {
    const field = this.form.elements.cuts, before = [...this.shown], after = [...this.field.value];
    this.shown = this.field.value;
    if (!field.value) return;
    const most = Math.min(before.length, after.length);
    let head = 0, tail = 0;
    while (head < most && before[head] === after[head]) head += 1;
    while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
    const end = before.length - tail, moved = after.length - before.length;
    const places = field.value.split(",").map(Number).filter((place) => place <= head || place >= end);
    field.value = places.map((place) => (place <= head ? place : place + moved)).join(",");
  }

  // ------------------------------------------------------------------------------ keeping

  remember() {
    try {
      const { edition, after, base } = this.form.elements;
      const kept = { text: this.field.value, edition: edition.value, base: base.value, after: after.value, sent: Boolean(this.sent) };
      localStorage.setItem(this.place, JSON.stringify({ ...kept, more: this.written() }));
    } catch { /* storage is full or closed: the server still keeps it */ }
  }

  forget() {
    try { localStorage.removeItem(this.place); } catch { /* nothing was kept here */ }
  }

  /** What never reached the server comes back, and is brought together with what others wrote. */
  restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.place)); } catch { return; }
    const wasSent = kept?.sent && kept.after !== this.form.elements.after.value;
    if (!kept || wasSent || kept.more === this.saved) return this.forget();
    if (kept.text === this.field.value && !kept.more) return this.forget();
    this.field.value = this.shown = kept.text;
    this.edition.value = kept.edition;
    this.base.value = kept.base ?? this.base.value;
    for (const [name, value] of JSON.parse(kept.more ?? "[]")) this.fill(name, value);
    this.tell(words().restored);
    this.keep();
  }

  fill(name, value) {
    const one = this.form.elements[name];
    if (name !== "text" && name !== "waved" && one && typeof value === "string") one.value = value;
  }

  async keep(leaving = false) {
    const written = this.written(), text = this.field.value, chosen = this.choices();
    if (written === this.saved || this.busy || this.sent || this.busyWithBoth || this.resting) return;
    this.busy = true;
    try {
      const body = new FormData(this.form);
      body.delete("picture");
      const answer = await fetch(this.dataset.draft, {
        method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving,
      });
      await this.answered(answer, text, written, chosen);
    } catch {
      this.remember();
      this.tell(words().here);
    } finally {
      this.busy = false;
    }
  }

  async answered(answer, text, written, chosen) {
    if (answer.status === 409) return this.overtaken(await answer.text());
    if (!answer.ok || answer.redirected) throw new Error("not kept");
    const told = await answer.json();
    if (told.sent) return this.tell(words().sent);
    this.saved = written;
    this.base.value = text; // ours and theirs grew from here, if more was typed meanwhile
    this.form.elements.was.value = chosen;
    this.beside(told.writing);
    if (this.field.value === text) this.take(told);
    this.tell(words().kept, told.kept);
  }

  /** What stands in the draft now, where nothing was typed since. */
  take({ text, edition, cuts }) {
    this.edition.value = edition;
    this.base.value = text;
    if (this.field.value !== text) {
      this.put(text);
      this.form.elements.cuts.value = cuts;
    }
    this.saved = this.written();
    // The page on its way may have been made before this was kept: it finds the words here.
    if (this.leaving) this.remember();
    else this.forget();
  }

  /** Others' words come in around ours: the caret stays between the words where it was. */
  put(text) {
    const { field } = this, before = field.value;
    const place = (at) => {
      if (text.startsWith(before.slice(0, at))) return at;
      if (text.endsWith(before.slice(at))) return text.length - (before.length - at);
      const near = before.slice(Math.max(0, at - 24), at), found = text.indexOf(near);
      return found < 0 ? Math.min(at, text.length) : found + near.length;
    };
    const [start, end] = [place(field.selectionStart), place(field.selectionEnd)];
    field.value = this.shown = text;
    if (document.activeElement === field) field.setSelectionRange(start, end);
    this.count();
    window.htmx?.trigger(field, "look");
  }

  tell(text, markup = "") {
    const shown = this.querySelector("[data-kept]");
    shown.textContent = text ?? "";
    if (markup) shown.insertAdjacentHTML("beforeend", ` ${markup}`);
  }

  // ------------------------------------------------------------------------------ two people, one draft

  beside(who) {
    const shown = this.querySelector("[data-writing]");
    if (shown.textContent !== (who ?? "")) shown.textContent = who ?? "";
    this.together = Boolean(who);
  }

  /** While somebody reads or writes here: who else does, and what they wrote. */
  async meet() {
    const here = this.contains(document.activeElement);
    if (document.hidden || this.sent || this.busy || this.busyWithBoth || this.resting || !(here || this.together)) return;
    try {
      const answer = await fetch(this.dataset.now, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected || this.busy || this.busyWithBoth) return;
      const told = await answer.json();
      this.beside(told.writing);
      await this.lookAtPictures(told.pictures);
      if (told.edition && told.edition !== Number(this.edition.value) && this.written() === this.saved) this.take(told);
    } catch { /* the draft's own keeping says that the network is away */ }
  }

  /** A colleague put a picture in, or took one out: it is shown, unless one is being described. */
  async lookAtPictures(there) {
    const old = this.querySelector("#pictures"), input = this.querySelector("input[name=picture]");
    if (!input || this.form.elements.shown.value.trim() === there || old.contains(document.activeElement)) return;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(input.getAttribute("hx-post"), { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const same = this.written() === this.saved;
    old.replaceWith(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("pictures"));
    window.htmx?.process(this.querySelector("#pictures"));
    if (same) this.saved = this.written();
  }

  /** Something was said in the thread: what is written may be out of date. */
  look() {
    if (this.field.value.trim()) window.htmx?.trigger(this.field, "look");
    this.meet();
  }

  overtaken(html) {
    this.querySelector("[data-overtaken]").innerHTML = html;
    this.renewed();
  }

  taken(which) {
    const theirs = this.querySelector("[data-theirs]");
    if (!which || !theirs) return;
    const mine = this.field.value;
    this.edition.value = theirs.dataset.edition;
    this.base.value = theirs.textContent;
    if (which === "theirs") this.field.value = theirs.textContent;
    this.querySelector("[data-overtaken]").replaceChildren();
    this.typed();
    if (which === "theirs") {
      this.saved = this.written();
      this.forget();
      this.tell("");
      window.htmx?.trigger(this.field, "look");
    } else if (mine !== this.base.value) this.keep();
    this.field.focus();
  }

  // ------------------------------------------------------------------------------ pictures

  files(from) {
    return this.querySelector("input[name=picture]") && [...(from?.types ?? [])].includes("Files");
  }

  /** Dropped or pasted: the same as chosen. */
  brought(event, from) {
    const input = this.querySelector("input[name=picture]");
    const files = [...(from?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!input || !files.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  attachAgain() {
    const input = this.querySelector("input[name=picture]");
    if (input?.files.length) input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ------------------------------------------------------------------------------ what is pressed

  heard({ elt, successful }) {
    if (elt === this.form && !successful) this.sent = this.field.readOnly = false;
    if (elt.name !== "picture") return;
    if (successful) elt.value = "";
    else this.tell(words().picture);
  }

  changed(event) {
    if (event.target.name === "picture") return this.tell(words().attaching);
    this.remember();
    if (["visibility", "language", "signature"].includes(event.target.name)) this.chosen();
    this.keep();
  }

  chosen() {
    const { visibility } = this.form.elements;
    const radio = this.querySelector("input[name=visibility]:checked");
    const alone = Boolean(radio?.closest(".d"));
    if (visibility) this.querySelector("[data-key=send]").classList.toggle("dusk", alone);
    for (const where of this.querySelectorAll("[data-when]")) where.hidden = where.dataset.when !== (radio?.value ?? where.dataset.when);
    for (const where of this.querySelectorAll("[data-when-not]")) where.hidden = where.dataset.whenNot === radio?.value;
    const { value } = this.form.elements.signature;
    for (const one of this.querySelectorAll("[data-signs]")) one.hidden = (one.dataset.signs === "some") !== Boolean(value.trim());
    this.querySelector("[data-signed]").textContent = value.trim();
    this.count();
    window.htmx?.trigger(this.field, "look");
  }

  clicked(event) {
    this.taken(event.target.closest("[data-take]")?.dataset.take);
    const act = event.target.closest("[data-do]");
    if (act) this.done(act.dataset);
  }

  /** The one thing that a hint offers. */
  done({ do: what, start, end, value }) {
    if (what === "select") {
      const place = (at) => [...this.field.value].slice(0, Number(at)).join("").length;
      this.field.focus();
      this.field.setSelectionRange(place(start), place(end));
    } else if (what === "note") {
      const note = document.getElementById("note-text");
      note.closest("details").open = true;
      note.value = [note.value.trim(), this.field.value].filter(Boolean).join("\n\n");
      if (innerWidth < 1100) location.hash = "person";
      note.focus();
    } else if (what === "focus") {
      document.getElementById(value)?.focus();
    } else if (what === "choose") {
      const [name, wanted] = value.split("=");
      this.fill(name, wanted);
      this.form.elements[name].value = wanted;
      this.changed({ target: { name } });
    }
  }

  pressed(event) {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && command) {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("[data-key=send]"));
    } else if (event.key === "Enter" && event.target.matches("input.inp")) {
      event.preventDefault(); // one line, said: that is no reason to send
      this.keep();
    }
  }

  /** Twice within a second is once; the server holds to that as well. */
  sending(event) {
    const at = Date.now();
    if (this.resting || (this.sentAt && at - this.sentAt < 1000)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.sentAt = at;
    this.sent = this.field.readOnly = true; // what is typed now would be in no answer; a key is a key again
    this.remember(); // until the page that comes back shows that it was sent
  }
}

/** Who sees it, one after the other. */
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== "v") return;
  const radios = [...document.querySelectorAll("draft-keeper input[name=visibility]")];
  if (radios.length < 2) return;
  event.preventDefault();
  const next = radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length];
  next.checked = true;
  next.dispatchEvent(new Event("change", { bubbles: true }));
  const said = document.getElementById("said");
  if (said) said.textContent = next.closest("label").textContent.replace(/\s+/g, " ").trim();
});

function graphemes(text) {
  if (!("Segmenter" in Intl)) return [...text].length;
  let count = 0;
  for (const _ of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) count += 1;
  return count;
}

customElements.define("draft-keeper", DraftKeeper);

// An answer that is seen once: counts down in words, can be held, and takes its words off the page when it is left.
// Without this the page itself moves on when the time is over.
class FadingWords extends HTMLElement {
  connectedCallback() {
    addEventListener("pagehide", () => this.empty());
    this.left = this.querySelector(".remains");
    if (!this.left) return;
    this.until = Date.now() + Number(this.dataset.seconds) * 1000; // also while the machine sleeps
    this.hold = this.querySelector("[data-hold]");
    this.hold.hidden = false;
    this.hold.addEventListener("click", () => this.keep());
    this.timer = setInterval(() => this.look(), 250);
    document.addEventListener("visibilitychange", this.seen = () => this.look()); // hidden, the browser counts slowly
    this.tell(Number(this.dataset.seconds));
  }

  look() {
    const seconds = Math.ceil((this.until - Date.now()) / 1000);
    if (seconds <= 0) return this.close();
    if (seconds === this.shown) return;
    this.shown = seconds;
    this.left.querySelector("progress").value = seconds;
    this.left.querySelector("[data-says]").textContent = this.says(seconds);
    if (seconds === 10) this.tell(seconds);
  }

  says(seconds) {
    return this.left.dataset.left.replace("{n}", seconds);
  }

  // Spoken once at the start and at ten seconds, not each second.
  tell(seconds) {
    document.getElementById("said").textContent = this.says(seconds);
  }

  keep() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    this.left.querySelector("[data-says]").textContent = this.left.dataset.held;
    document.getElementById("said").textContent = this.left.dataset.held;
    this.hold.remove();
    this.left.querySelector("progress").remove();
  }

  close() {
    clearInterval(this.timer);
    this.empty();
    location.replace(this.dataset.closed);
  }

  empty() {
    this.querySelector(".open").textContent = "";
  }
}
customElements.define("fading-words", FadingWords);

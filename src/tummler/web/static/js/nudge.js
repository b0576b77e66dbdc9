// Beyond the page: while no desk of this browser is looked at, its own notifications say that something is yours.
// Asked for under "You" and kept in this browser alone. Nobody else's server has a part in it, and what is told holds
// no word of anybody's: a locked screen is read by others.

const ON = "nudge", LOOKED = "nudge-looked";
const notifies = "Notification" in window;
const on = () => notifies && Notification.permission === "granted" && localStorage.getItem(ON) === "on";
const looked = (at = Date.now()) => localStorage.setItem(LOOKED, at);
const SLACK = 3000; // so long may be between a question and its answer: twice told is better than never

// ---------------------------------------------------------------------------------- on the desk

const market = document.getElementById("market");
let due = 0;

/** Soon, by one of the desks that are open, and only if none of them is looked at. */
function hinted({ detail }) {
  if (detail.name === "presence" || detail.name === "conversation" || !on()) return;
  if (!document.hidden) looked();
  else due ||= setTimeout(() => { due = 0; navigator.locks.request("tummler-nudge", ask); }, 1000 + Math.random() * 1000);
}

async function ask() {
  const begun = Date.now(), ago = begun - Number(localStorage.getItem(LOOKED));
  if (!document.hidden) return;
  try {
    const answer = await fetch(`${market.dataset.nudges}?ago=${Math.min(ago + SLACK, 99999999)}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const { brand, told: came } = await answer.json();
    looked(begun);
    for (const one of came) tell(brand, one);
  } catch { /* not reached: asked again with the next hint */ }
}

const told = new Map();

/** A notification for each need: what is told again later replaces itself. */
function tell(brand, { need, words, at }) {
  const key = need + words, now = Date.now();
  if (now - (told.get(key) ?? 0) < 4 * SLACK) return;
  told.set(key, now);
  try {
    const shown = new Notification(brand, { body: words, tag: need });
    shown.onclick = () => { focus(); shown.close(); location.assign(at); };
  } catch { /* a phone's browser shows none without a push service: mail is for that */ }
}

if (market) {
  document.addEventListener("tummler:told", hinted);
  document.addEventListener("visibilitychange", () => looked());
  if (!document.hidden) looked();
}

// ---------------------------------------------------------------------------------- under "You"

const switched = document.getElementById("by-browser");

function show() {
  const state = !notifies ? "none" : Notification.permission === "denied" ? "refused" : on() ? "on" : "off";
  switched.querySelector("p").textContent = switched.dataset[state];
  const press = switched.querySelector("button");
  press.hidden = state === "none" || state === "refused";
  press.textContent = state === "on" ? press.dataset.off : press.dataset.on;
}

if (switched) {
  switched.hidden = false;
  show();
  switched.querySelector("button").addEventListener("click", async () => {
    if (on()) localStorage.removeItem(ON);
    else if (await Notification.requestPermission() === "granted") {
      localStorage.setItem(ON, "on");
      looked();
    }
    show();
  });
}

// One stream of hints for all tabs of a browser, alive again after sleep, a lost network, or a proxy that keeps
// what it should pass on. Which tab listens is decided by a lock; it tells the others, and its beats are their sign
// that it lives. While nothing comes, everyone looks by themselves every twenty seconds.

const BEAT = 20000; // the server's, see web/stream.py
const LATE = 2.5 * BEAT; // two beats missed
const FIRST = 10000; // the first word comes at once, unless somebody keeps it
const AGAIN = 60000; // so long until a stream that was kept from us is tried again
const TICK = 5000;
const NAMES = ["needs", "conversation", "presence", "who", "all", "beat"];

const channel = "BroadcastChannel" in window ? new BroadcastChannel("tummler") : null;
const tell = (detail) => document.dispatchEvent(new CustomEvent("tummler:told", { detail }));

let heardAt = Date.now(); // by this tab, from the network or from the tab that listens
let stream = null, startedAt = 0, spoke = false, again = 0;
let holding = false;

// ---------------------------------------------------------------------------------- the tab that listens

function told(data) {
  heardAt = Date.now();
  spoke = true;
  poll(false);
  document.dispatchEvent(new CustomEvent("tummler:reached", { detail: true }));
  if (data.name !== "beat") tell(data);
  channel?.postMessage(data);
}

function start() {
  stop();
  [startedAt, spoke] = [Date.now(), false];
  stream = new EventSource("/stream/");
  for (const name of NAMES) {
    stream.addEventListener(name, (event) => told({ name, ...JSON.parse(event.data || "{}") }));
  }
  stream.onerror = () => {
    poll(true);
    if (stream.readyState === EventSource.CLOSED) retry();
  };
}

function stop() {
  clearTimeout(again);
  stream?.close();
  stream = null;
}

function retry() {
  stop();
  poll(true);
  again = setTimeout(start, AGAIN);
}

// ---------------------------------------------------------------------------------- looking by oneself

let polling = 0;
function poll(on) {
  if (on && !polling) {
    polling = setInterval(look, BEAT);
    look();
  }
  if (!on && polling) polling = clearInterval(polling) ?? 0;
}

function look() {
  tell({ name: "all" });
  if (holding) channel?.postMessage({ name: "all" });
}

// ---------------------------------------------------------------------------------- watching over it

let tickedAt = Date.now();
function tick() {
  const at = Date.now(), slept = at - tickedAt > 6 * TICK;
  tickedAt = at;
  if (slept) return wake();
  if (holding && stream && at - Math.max(heardAt, startedAt) > (spoke ? LATE : FIRST)) retry();
  else if (!holding && at - heardAt > 2 * LATE) take(true); // the tab that should listen is asleep or stuck
}

/** After sleep or a lost network: what we know is old, and the stream may be dead without knowing it. */
function wake() {
  heardAt = Date.now();
  if (holding) start();
  tell({ name: "all" });
}

/** Listen for all as soon as nobody else does; ``steal``: at once. */
function take(steal = false) {
  heardAt = Date.now();
  if (!navigator.locks) return listen();
  navigator.locks.request("tummler-stream", { steal }, listen).catch(() => {
    [holding, heardAt] = [false, Date.now()]; // another tab took it over
    stop();
    poll(false);
    take();
  });
}

function listen() {
  holding = true;
  start();
  return new Promise(() => {}); // until this tab goes
}

if (document.getElementById("market")) {
  // Who asked for notifications here has them; nobody else loads what shows them.
  if (localStorage.getItem("nudge")) import(document.getElementById("market").dataset.nudging);
  if (channel) channel.onmessage = ({ data }) => { heardAt = Date.now(); if (data.name !== "beat") tell(data); };
  if ("EventSource" in window) take();
  else poll(true);
  setInterval(tick, TICK);
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell({ name: "all" }); });
}


// Warns five minutes before the session ends; one key (Enter) keeps it. Polls do not count as use.

const dialog = document.getElementById("app-session");
const CHECK_SECONDS = 20;
const SIGNED_OUT = -1;
let timer = 0;

function csrf() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

async function secondsLeft({ extend }) {
  const headers = extend ? { "X-CSRFToken": csrf() } : { "X-Background-Poll": "true" };
  const response = await fetch(dialog.dataset.url, { method: extend ? "POST" : "GET", headers, redirect: "manual" });
  if (response.type === "opaqueredirect" || response.status === 401) return SIGNED_OUT;
  if (!response.ok) throw new Error(`session: ${response.status}`);
  return (await response.json()).seconds_left;
}

function leave() {
  // Nothing of the page stays on the screen; the sign-in page leads back here.
  const back = encodeURIComponent(window.location.pathname);
  document.dispatchEvent(new Event("session-ended"));
  window.location.replace(`${dialog.dataset.signIn}?ended=idle&next=${back}`);
}

function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return minutes > 1 ? `in ${minutes} minutes` : "in less than a minute";
}

function schedule(seconds) {
  window.clearTimeout(timer);
  timer = window.setTimeout(check, Math.max(1, seconds) * 1000);
}

async function check() {
  let left;
  try {
    left = await secondsLeft({ extend: false });
  } catch {
    schedule(CHECK_SECONDS);
    return;
  }
  show(left);
}

function show(left) {
  const warn = Number(dialog.dataset.warnSeconds);
  // Only the server ends a session: leaving a moment early would count as use and keep it alive.
  if (left === SIGNED_OUT) return leave();
  if (left > warn) {
    if (dialog.open) dialog.close();
    return schedule(left - warn);
  }
  const words = document.getElementById("app-session-left");
  if (words.textContent !== inWords(left)) words.textContent = inWords(left);
  if (!dialog.open) dialog.showModal();
  schedule(Math.min(CHECK_SECONDS, left + 1));
}

async function stay() {
  const problem = document.getElementById("app-session-problem");
  try {
    show(await secondsLeft({ extend: true }));
    problem.hidden = true;
  } catch {
    problem.hidden = false;
  }
}

if (dialog) {
  document.getElementById("app-session-stay").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape is an answer too: somebody is there.
    stay();
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.triggeringEvent?.type === "hx:poll:trigger") event.detail.headers["X-Background-Poll"] = "true";
  });
  check();
}

// One-key work on the patient tracking list. Every key follows a link that is on the page, so the list works the
// same without this file. Letters act only while the focus is inside a row (WCAG 2.1.4), never while typing, and never
// in the middle of a word; ↓ outside the rows goes to the first of them.
const table = document.querySelector("[data-ptl]");
const help = document.querySelector("[data-keys-help]");
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const rowsOf = () => [...table.querySelectorAll("tr[data-pathway]")];
const focusRow = (row) => row?.querySelector("[data-open]")?.focus();

function step(row, distance) {
  const rows = rowsOf();
  focusRow(rows[rows.indexOf(row) + distance]);
}

function nextWithoutComment(row) {
  const rows = rowsOf();
  focusRow(rows.slice(rows.indexOf(row) + 1).find((found) => found.querySelector("[data-key=c]") && !found.querySelector("[data-said]")));
}

// What is typed between a key and the arrival of its field is kept and put into the field; an Enter sends it then.
let typedAhead = null;

function openForm(row, key) {
  const link = row.querySelector(`[data-key=${key}]`);
  if (!link) return;
  typedAhead = "";
  link.click();
}

// Who types on after Enter types words, not commands: a letter straight after another one does nothing, nor does the
// Enter behind such words. What was written into a field ends with its Enter or Escape and is not counted.
const WORD_PAUSE_MS = 700;
let lastLetter = null;

function isInsideWords(event) {
  if (!lastLetter || event.timeStamp - lastLetter.at >= WORD_PAUSE_MS) return false;
  if (event.key !== "Enter" && event.key.length !== 1) return false;
  return lastLetter.isWord || (event.key !== "Enter" && event.key !== lastLetter.key);
}

function noteLetter(event, isWord) {
  if (event.key.length === 1) lastLetter = { key: event.key, at: event.timeStamp, isWord };
  else if (typing(event.target) && (event.key === "Enter" || event.key === "Escape")) lastLetter = null;
}

// Straight after a save the next row has the focus while the hand may still be writing. A command waits a moment then: a
// small letter, a blank or an apostrophe behind it makes it the beginning of a word, which opens nothing; anything else, or
// nothing, makes it the command that it is.
const HOLD_MS = 300;
const CONTINUES_WORD = /^[\p{Ll} '’-]$/u;
let savedAt = -Infinity;
let held = null;

function hold(key, act) {
  held = { key, act, timer: setTimeout(release, HOLD_MS) };
}

function release() {
  const { act, timer } = held;
  clearTimeout(timer);
  held = null;
  act();
}

/** Settle what is held by the key behind it; true when both are the beginning of a word. */
function isBeginningOfWord(event) {
  if (!held) return false;
  if (!CONTINUES_WORD.test(event.key) || event.key === held.key) {
    release();
    return false;
  }
  clearTimeout(held.timer);
  held = null;
  return true;
}

// The patient's page is on its way: what is typed meanwhile is for nobody.
let isLeaving = false;
window.addEventListener("pageshow", () => { isLeaving = false; });

const KEYS = {
  ArrowDown: (row) => step(row, 1),
  ArrowUp: (row) => step(row, -1),
  n: nextWithoutComment,
  c: (row) => openForm(row, "c"),
  p: (row) => openForm(row, "p"),
  a: (row) => openForm(row, "a"),
  q: (row) => openForm(row, "q"),
  v: (row) => openForm(row, "v"),
  o: (row) => openForm(row, "o"),
  "?": () => help?.showModal?.(),
};

document.addEventListener("keydown", (event) => {
  if (!table || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tr[data-pathway]");
  const isInside = isBeginningOfWord(event) || isInsideWords(event);
  noteLetter(event, isInside || Boolean(typing(event.target)) || !KEYS[event.key]);
  if (typing(event.target) && (event.key === "Enter" || event.key === "Escape")) savedAt = event.timeStamp;
  if (event.key === "Escape" && row && typing(event.target)) {
    event.preventDefault();
    row.querySelector("[data-cancel]")?.click();
    return;
  }
  if (typedAhead !== null && !typing(event.target)) {
    event.preventDefault();
    if (event.key.length === 1) typedAhead += event.key;
    if (event.key === "Enter") {
      typedAhead += "\n";
      lastLetter = null;
    }
    return;
  }
  const act = KEYS[event.key];
  if (typing(event.target) || help?.open || isLeaving) return;
  if (!row && event.key === "ArrowDown" && !event.shiftKey) {
    event.preventDefault();
    focusRow(rowsOf()[0]);
    return;
  }
  if (row && isInside) event.preventDefault();
  if (row && event.key === "Enter" && !isInside && event.target.matches("[data-open]")) isLeaving = true;
  if (!row || !act || isInside) return;
  event.preventDefault();
  if (event.key.length === 1 && event.timeStamp - savedAt < WORD_PAUSE_MS) hold(event.key, () => act(row));
  else act(row);
});

document.querySelectorAll("[data-keys-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal?.());
});

// A key that opens the patient's page (p, a, q) lands in the field it is for, unless something was just saved there.
const part = document.querySelector("[data-pathway-page]") && document.getElementById(location.hash.slice(1));
const landing = part?.closest("section")?.querySelector("input:not([type=hidden])");
if (landing && !document.querySelector(".app-message")) landing.focus();

// New parts of the page answer to htmx only once they have settled: until then no key may follow their links.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const cell = document.getElementById(event.detail.target.id);
  if (!cell || !table?.contains(cell)) return;
  document.body.addEventListener("htmx:afterSettle", () => arrive(cell), { once: true });
});

function arrive(cell) {
  const typed = typedAhead;
  typedAhead = null;
  const field = cell.querySelector(".nhsuk-form-group--error input, .nhsuk-form-group--error select")
    ?? cell.querySelector("input:not([type=hidden]), select");
  if (!field) {
    if (cell.querySelector("[data-just-saved]")) {
      savedAt = performance.now();
      step(cell.closest("tr"), 1);
    } else focusRow(cell.closest("tr"));
    return;
  }
  field.focus();
  if (field.type === "text") field.setSelectionRange(field.value.length, field.value.length);
  if (typed) field.value += typed.split("\n")[0];
  if (typed?.includes("\n")) field.form.requestSubmit();
}

["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((problem) => document.body.addEventListener(problem, () => { typedAhead = null; }));

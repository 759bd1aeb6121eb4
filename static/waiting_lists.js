// One-key work on the patient tracking list. Every key follows a link that is on the page, so the list works the
// same without this file. Letters act only while the focus is inside a row (WCAG 2.1.4) and never while typing; ↓
// outside the rows goes to the first of them.
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

const KEYS = {
  ArrowDown: (row) => step(row, 1),
  ArrowUp: (row) => step(row, -1),
  n: nextWithoutComment,
  c: (row) => row.querySelector("[data-key=c]")?.click(),
  p: (row) => row.querySelector("[data-key=p]")?.click(),
  a: (row) => row.querySelector("[data-key=a]")?.click(),
  q: (row) => row.querySelector("[data-key=q]")?.click(),
  "?": () => help?.showModal?.(),
};

document.addEventListener("keydown", (event) => {
  if (!table || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tr[data-pathway]");
  if (event.key === "Escape" && row && typing(event.target)) {
    event.preventDefault();
    row.querySelector("[data-cancel]")?.click();
    return;
  }
  const act = KEYS[event.key];
  if (typing(event.target) || help?.open) return;
  if (!row && event.key === "ArrowDown" && !event.shiftKey) {
    event.preventDefault();
    focusRow(rowsOf()[0]);
    return;
  }
  if (!row || !act) return;
  event.preventDefault();
  act(row);
});

document.querySelectorAll("[data-keys-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal?.());
});

// A key that opens the patient's page (p, a, q) lands in the field it is for, unless something was just saved there.
const part = document.querySelector("[data-pathway-page]") && document.getElementById(location.hash.slice(1));
const landing = part?.closest("section")?.querySelector("input:not([type=hidden])");
if (landing && !document.querySelector(".app-message")) landing.focus();

document.body.addEventListener("htmx:afterSwap", (event) => {
  const cell = document.getElementById(event.detail.target.id);
  if (!cell || !table?.contains(cell)) return;
  const field = cell.querySelector("input:not([type=hidden])");
  if (field) field.focus();
  else if (cell.querySelector("[data-just-saved]")) step(cell.closest("tr"), 1);
  else focusRow(cell.closest("tr"));
});

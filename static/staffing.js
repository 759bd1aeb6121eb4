// Leave: the Undo that runs out, and moving about the team calendar with the arrow keys.

function countDownUndo() {
  const saved = document.querySelector("[data-undo-seconds]");
  if (!saved) return;
  const left = saved.querySelector("[data-undo-left]");
  let seconds = Number(saved.dataset.undoSeconds);
  const clock = setInterval(() => {
    seconds -= 1;
    left.textContent = String(Math.max(0, seconds));
    if (seconds > 0) return;
    clearInterval(clock);
    // Not while somebody is on the button: focus must not fall out of the page.
    if (!saved.contains(document.activeElement)) saved.querySelector("form").remove();
  }, 1000);
}

// Esc empties the line, and with it what it would mean.
function clearLineWithEscape() {
  const line = document.querySelector("#line");
  line?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !line.value) return;
    event.preventDefault();
    line.value = "";
    line.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// What becomes of a session is not part of the line: choosing it does not make the preview anew under one's hands.
function keepSessionChoices() {
  document.querySelector("#line-form")?.addEventListener("change", (event) => {
    if (event.target.closest("[data-sessions]")) event.stopPropagation();
  }, true);
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function walkCalendar(table) {
  const rows = () => [...table.querySelectorAll("tbody tr[data-person]")];
  const cells = (row) => [...row.querySelectorAll("td")];
  table.addEventListener("click", (event) => focusCell(event.target.closest("tr[data-person] td")));
  const first = rows()[0]?.querySelector("td.today") ?? rows()[0]?.querySelector("td");
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest("tr[data-person] td");
    if (!step || !cell) return;
    event.preventDefault();
    const all = rows();
    const row = all[all.indexOf(cell.parentElement) + step[0]];
    const next = row && cells(row)[cells(cell.parentElement).indexOf(cell) + step[1]];
    focusCell(next);
  });

  function focusCell(cell) {
    if (!cell) return;
    for (const other of table.querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }
}

// Only as many weeks of a working pattern as it has; without a script all four are there to be filled in.
function showWeeksOfPattern() {
  const choice = document.querySelector("[data-weeks]");
  if (!choice) return;
  const start = document.getElementById(choice.id.replace("weeks", "cycle_start"))?.closest(".nhsuk-form-group");
  const show = () => {
    const weeks = Number(choice.value) || 1;
    for (const grid of document.querySelectorAll("[data-week]")) grid.hidden = Number(grid.dataset.week) > weeks;
    if (start) start.hidden = weeks === 1;
  };
  choice.addEventListener("change", show);
  show();
}

countDownUndo();
showWeeksOfPattern();
clearLineWithEscape();
keepSessionChoices();
document.querySelectorAll("[data-team-calendar]").forEach(walkCalendar);

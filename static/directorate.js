// What every page needs beside NHS.UK frontend. Each page also works without any of it.

const PROBLEMS = {
  0: "The server could not be reached. Check your connection and try again. Nothing has been saved.",
  400: "The server did not understand this request. Load the page again and repeat the last step.",
  401: "You have been signed out. Sign in again to carry on.",
  403: "You may not do this, or the page has been open too long. Load the page again. If it happens again, ask your manager for the right.",
  404: "This is no longer here. Somebody may have changed it. Load the page again.",
  409: "Somebody else has changed this since you opened it. Load the page again to see the change.",
  413: "The file is too large.",
  429: "Too many tries. Wait a minute and try again.",
  500: "Sorry, something went wrong on the server. Nothing has been saved. Try again; if it happens again, tell whoever looks after this service.",
  503: "The service is not available just now. Wait a minute and try again. Nothing has been saved.",
};

/** Say something to everybody, screen readers included. */
export function announce(text) {
  const region = document.getElementById("app-announcer");
  if (!region || !text) return;
  const message = document.createElement("p");
  message.className = "app-message app-message--success";
  message.textContent = text;
  region.replaceChildren(message);
}

/** Say in plain words that a request failed. */
export function showProblem(text) {
  const box = document.getElementById("app-problem");
  if (!box) return;
  const words = document.createElement("p");
  words.textContent = text;
  box.replaceChildren(words);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

function hideProblem() {
  const box = document.getElementById("app-problem");
  if (box) box.hidden = true;
}

function problemOf(status) {
  return PROBLEMS[status] || (status >= 500 ? PROBLEMS[500] : PROBLEMS[400]);
}

function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

function listenToHtmx({ initAll }) {
  const body = document.body;
  body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    // A form that was not accepted comes back as 422 with its errors: show it like any other answer.
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    // Signed out meanwhile: htmx has followed the redirect to the sign-in page, which belongs in the whole window.
    const landed = event.detail.xhr.responseURL;
    if (landed && new URL(landed).pathname.startsWith("/accounts/login")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
  body.addEventListener("htmx:beforeRequest", hideProblem);
  body.addEventListener("htmx:sendError", () => showProblem(PROBLEMS[0]));
  body.addEventListener("htmx:timeout", () => showProblem(PROBLEMS[503]));
  body.addEventListener("htmx:responseError", (event) => showProblem(problemOf(event.detail.xhr.status)));
  body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (!target || !target.isConnected) return;
    initAll({ scope: target });
    const errors = target.querySelector(".nhsuk-error-summary");
    if (errors) errors.focus();
    const said = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce);
  });
  // The server says what it did: HX-Trigger: {"announce": "Saved"}
  body.addEventListener("announce", (event) => announce(event.detail.value ?? event.detail.text));
}

function closeAccountMenu() {
  const menu = document.querySelector(".app-account__menu");
  if (!menu) return;
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function submitFiltersAtOnce() {
  // <form data-submit-on-change>: choosing is enough where scripts run; the button stays for everybody else.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
}

function copyButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      announce("Copied.");
    } catch {
      showProblem("The text could not be copied. Select it and press Ctrl and C.");
    }
  });
}

function printButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** Say where a table goes on to the right: a phone shows no bar to scroll by. */
function markWideTables() {
  const mark = () => {
    for (const box of document.querySelectorAll(".app-table-scroll, .app-wl-scroll")) {
      const widest = Math.max(0, ...[...box.querySelectorAll("table")].map((table) => table.offsetWidth));
      box.classList.toggle("app-more-columns", widest > box.clientWidth + 16);  // a few pixels are no column
    }
  };
  mark();
  window.addEventListener("resize", mark);
  document.body.addEventListener("htmx:afterSwap", mark);
}

/** <form data-long>: the browser asks before what was typed in it is left behind. */
function askBeforeLeaving() {
  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("form[data-long]")) typed = true;
  });
  const leave = () => {
    typed = false;
  };
  document.addEventListener("submit", leave);
  document.addEventListener("session-ended", leave);
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

/** Drop a file on any page: the upload page takes it, where the user may import. */
function dropFiles() {
  const address = document.querySelector('meta[name="app-upload-url"]')?.content;
  if (!address) return;
  const body = document.body;
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const ownTarget = (event) => event.target.closest?.('input[type="file"], [data-own-drop]');
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event) || ownTarget(event)) return;
    event.preventDefault();
    body.classList.add("app-drop-target");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) body.classList.remove("app-drop-target");
  });
  document.addEventListener("drop", (event) => {
    body.classList.remove("app-drop-target");
    if (!holdsFiles(event) || ownTarget(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length !== 1) {
      showProblem("Drop one file at a time.");
      return;
    }
    sendFile({ address, files: event.dataTransfer.files });
  });
}

function sendFile({ address, files }) {
  const form = document.createElement("form");
  form.action = address;
  form.method = "post";
  form.enctype = "multipart/form-data";
  form.hidden = true;
  const secret = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
  const file = Object.assign(document.createElement("input"), { type: "file", name: "file" });
  file.files = files;
  form.append(secret, file);
  document.body.append(form);
  form.submit();
}

/** Called once a page by the layout. */
export function start({ initAll }) {
  listenToHtmx({ initAll });
  closeAccountMenu();
  submitFiltersAtOnce();
  copyButtons();
  printButtons();
  askBeforeLeaving();
  markWideTables();
  dropFiles();
}

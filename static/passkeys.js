// Shows what needs a script, and says in words why a passkey did not work (allauth's own script does the rest).

import { showProblem } from "./directorate.js";

for (const block of document.querySelectorAll(".app-needs-script")) block.classList.remove("app-needs-script");

document.addEventListener("allauth.error", () => {
  showProblem("The passkey was not used. Try again, or use another way to sign in.");
});

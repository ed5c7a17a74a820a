// Keyboard shortcuts: a key alone presses the button, or opens the fold, that names it.
"use strict";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea");
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (field && !["checkbox", "radio", "submit"].includes(field.type)) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
    return;
  }
  for (const summary of document.querySelectorAll("summary")) {
    const named = summary.querySelector("kbd");
    if (named && named.textContent.toLowerCase() === key) {
      event.preventDefault();
      summary.parentElement.open = true;
      const first = summary.parentElement.querySelector("input:not([type=hidden]), select, textarea");
      (first || summary).focus();
      return;
    }
  }
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
// A key pressed twice sends a form once; who comes back to the page may send it again.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

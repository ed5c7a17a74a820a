// Lets the phone shake and the tab's title tell when the turn comes near.
"use strict";
(() => {
  const title = document.title;
  let told = document.querySelector("[data-alert]")?.dataset.alert || "";
  document.addEventListener("redrawn", () => {
    const alert = document.querySelector("[data-alert]");
    document.title = alert ? `● ${title}` : title;
    const kind = alert ? alert.dataset.alert : "";
    if (kind && kind !== told && navigator.vibrate) navigator.vibrate([300, 150, 300]);
    if (kind === "called" && told !== "called") location.reload(); // the evaluation comes with it
    told = kind;
  });
})();

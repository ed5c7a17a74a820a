// Keeps a page up to date: when the hall tells of a change, the page is fetched again and its
// marked parts are put in place. Without this script the page works by being loaded anew.
"use strict";
(() => {
  const place = document.querySelector("[data-events]");
  if (!place) return;
  const pause = Number(place.dataset.pause || 500);
  let waiting = false;
  let busy = false;

  async function redraw() {
    if (busy) {
      waiting = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(place.dataset.source || location.href, { redirect: "manual", headers: { "X-Live": "1" } });
      if (answer.type === "opaqueredirect") {
        location.reload(); // the session has ended
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) swap(part, fresh);
      document.dispatchEvent(new Event("redrawn"));
    } catch {
      // The stream tells when the hall is back.
    }
    // Many pages are told at the same moment and must not ask as one, nor for each of many calls.
    setTimeout(() => {
      busy = false;
      if (waiting) {
        waiting = false;
        redraw();
      }
    }, pause * (0.5 + Math.random()));
  }

  function swap(part, fresh) {
    const replacement = fresh.getElementById(part.id);
    if (!replacement || replacement.outerHTML === part.outerHTML) return;
    // What somebody types in stays as it is.
    if (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
    const held = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceWith(document.adoptNode(replacement));
    if (held) document.getElementById(held)?.focus();
  }

  const line = document.createElement("p");
  line.className = "offline no-print";
  line.setAttribute("role", "status");
  document.body.append(line);

  const source = new EventSource(place.dataset.events);
  let lost = false;
  source.onopen = () => {
    line.textContent = "";
    if (lost) redraw();
    lost = false;
  };
  source.onerror = () => {
    lost = true;
    line.textContent = place.dataset.lost || "与大厅服务的连接断了，正在重新连接……";
  };
  for (const topic of (place.dataset.topics || "changed").split(" ")) {
    source.addEventListener(topic, (event) => {
      document.dispatchEvent(new CustomEvent("told", { detail: { topic, data: event.data } }));
      redraw();
    });
  }
})();

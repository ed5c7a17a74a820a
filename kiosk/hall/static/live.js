// Keeps a page up to date: when the hall tells of a change, the page is fetched again and its
// marked parts are put in place. Without this script the page works by being loaded anew.
"use strict";
(() => {
  const place = document.querySelector("[data-events]");
  if (!place) return;
  const pause = Number(place.dataset.pause || 500);
  const POLL_MS = Number(place.dataset.poll || 30000);
  const LOST = place.dataset.lost || "与大厅服务的连接断了，正在重新连接……";
  const SLOWLY = place.dataset.slowly || "这一页现在每半分钟更新一次";
  let isReached = true;
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
      isReached = answer.ok || answer.status < 500;
      document.dispatchEvent(new Event("redrawn"));
    } catch {
      isReached = false;
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

  function tell(text) {
    line.textContent = text;
    line.classList.toggle("slowly", text === SLOWLY); // no fault, and should not look like one
  }

  // What happens in another hall of the same service changes nothing here.
  function isElsewhere(data) {
    const told = JSON.parse(data);
    return Boolean(place.dataset.hall && told.hall && told.hall !== place.dataset.hall);
  }

  let lost = false;
  function listen() {
    const source = new EventSource(place.dataset.events);
    source.onopen = () => {
      line.textContent = "";
      if (lost) redraw();
      lost = false;
    };
    source.onerror = () => {
      lost = true;
      if (source.readyState !== EventSource.CLOSED) {
        tell(LOST);
        return;
      }
      // Refused, as where too many listen: a browser does not try again by itself.
      tell(isReached ? SLOWLY : LOST);
      setTimeout(async () => {
        await redraw();
        listen();
      }, POLL_MS * (0.75 + Math.random() / 2));
    };
    for (const topic of (place.dataset.topics || "changed").split(" ")) {
      source.addEventListener(topic, (event) => {
        if (isElsewhere(event.data)) return;
        document.dispatchEvent(new CustomEvent("told", { detail: { topic, data: event.data } }));
        redraw();
      });
    }
  }
  listen();
})();

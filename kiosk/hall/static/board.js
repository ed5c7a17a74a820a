// Says each call once: the chime, then Mandarin and Cantonese, one call after the other.
"use strict";
(() => {
  const button = document.getElementById("sound");
  const queue = [];
  let speaking = false;
  let said = current();

  function current() {
    const now = document.querySelector(".now[data-number]");
    return now ? `${now.dataset.number} ${now.dataset.calls} ${now.dataset.window}` : "";
  }

  function play(url) {
    return new Promise((resolve) => {
      const sound = new Audio(url);
      sound.addEventListener("ended", resolve);
      sound.addEventListener("error", resolve); // no voice: the screen has said it
      sound.play().then(() => { button.hidden = true; }, (refused) => {
        // A browser plays nothing until somebody has touched the page.
        if (refused.name === "NotAllowedError") button.hidden = false;
        resolve();
      });
    });
  }

  async function speak() {
    if (speaking) return;
    speaking = true;
    while (queue.length) {
      const number = queue.shift();
      await play("/board/chime.wav");
      for (const language of ["mandarin", "cantonese"]) {
        await play(`/board/call.wav?number=${encodeURIComponent(number)}&language=${language}&hall=${encodeURIComponent(document.body.dataset.hall)}`);
      }
    }
    speaking = false;
  }

  document.addEventListener("redrawn", () => {
    const call = current();
    if (!call || call === said) return;
    said = call;
    const now = document.querySelector(".now");
    now.classList.add("fresh");
    queue.push(now.dataset.number);
    speak();
  });
  button.addEventListener("click", () => {
    button.hidden = true;
    play("/board/chime.wav");
  });
  setInterval(() => {
    const clock = document.getElementById("clock");
    const now = new Date();
    clock.textContent = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  }, 5000);
})();

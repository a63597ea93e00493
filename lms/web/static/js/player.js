// Reading and the test: text size, the place in a lesson, the time left. Pages work without it.
(() => {
  const announcer = document.getElementById("announcer");

  function remembered(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch {
      // Storage may be refused; the choice then lasts for this page.
    }
    return value ?? null;
  }

  function textSize() {
    const group = document.querySelector("[data-text-size]");
    const prose = document.querySelector(".prose");
    if (!group || !prose) return;
    const choose = (size) => {
      if (size) prose.dataset.size = size;
      else delete prose.dataset.size;
      for (const button of group.querySelectorAll("[data-size]")) {
        button.setAttribute("aria-pressed", String(button.dataset.size === size));
      }
    };
    choose(remembered("treapta-text-size") || "");
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-size]");
      if (!button) return;
      choose(button.dataset.size);
      remembered("treapta-text-size", button.dataset.size);
    });
    const spacing = group.querySelector("[data-spacing]");
    const space = (spaced) => {
      prose.toggleAttribute("data-spaced", spaced);
      spacing.setAttribute("aria-pressed", String(spaced));
    };
    space(remembered("treapta-text-spacing") === "yes");
    spacing.addEventListener("click", () => {
      const spaced = !prose.hasAttribute("data-spaced");
      space(spaced);
      remembered("treapta-text-spacing", spaced ? "yes" : "no");
    });
  }

  function foldContents() {
    const contents = document.querySelector("[data-contents]");
    if (contents && window.matchMedia("(max-width: 61.99rem)").matches) contents.open = false;
  }

  // Tell the server where the reader is: when the lesson opens, and at each heading passed.
  function place() {
    const lesson = document.querySelector("[data-lesson]");
    if (!lesson) return;
    const token = document.querySelector('.lesson__next input[name="csrf_token"]')?.value ?? "";
    let told = null;
    let waiting = null;
    const tell = (anchor) => {
      if (anchor === told) return;
      told = anchor;
      const body = new FormData();
      body.set("anchor", anchor);
      body.set("csrf_token", token);
      fetch(lesson.dataset.place, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {});
    };
    const headings = [...lesson.querySelectorAll("h2[id]")];
    const reached = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
      return passed.length ? passed[passed.length - 1].id : "";
    };
    tell(decodeURIComponent(location.hash.slice(1)) || "");
    addEventListener(
      "scroll",
      () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => tell(reached()), 2000);
      },
      { passive: true },
    );
  }

  function timeLeft() {
    const bar = document.querySelector("[data-time-left]");
    if (!bar) return;
    const shown = bar.querySelector("[data-time-shown]");
    const ends = performance.now() + Number(bar.dataset.timeLeft) * 1000;
    const said = new Set();
    const tick = () => {
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      const minutes = Math.floor(left / 60);
      const clock = `${minutes}:${String(left % 60).padStart(2, "0")}`;
      shown.textContent = bar.dataset.textLeft.replace("{time}", clock);
      bar.classList.toggle("is-short", left <= 300);
      for (const mark of [10, 5, 2]) {
        if (left === mark * 60 && !said.has(mark) && announcer) {
          said.add(mark);
          announcer.textContent = bar.dataset.textSoon.replace("{minutes}", String(mark));
        }
      }
      // The server closes the attempt and marks what was saved; this page then has nothing to add.
      if (left === 0) location.assign(bar.dataset.url);
      else setTimeout(tick, 1000);
    };
    tick();
  }

  // Paper cannot be unfolded: what is closed is opened for the print and closed again.
  function unfoldForPrint() {
    const opened = [];
    addEventListener("beforeprint", () => {
      for (const box of document.querySelectorAll(".lesson-details:not([open])")) {
        box.open = true;
        opened.push(box);
      }
    });
    addEventListener("afterprint", () => {
      for (const box of opened.splice(0)) box.open = false;
    });
  }

  textSize();
  unfoldForPrint();
  foldContents();
  place();
  timeLeft();
})();

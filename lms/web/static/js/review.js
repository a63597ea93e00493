// The keyboard of the review screen. Every key presses something that is on the page.
(() => {
  const STORE = "treapta-review-keys";
  const root = () => document.getElementById("review");

  const wanted = () => {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  };
  let on = wanted();
  let helping = false;

  function showToggle() {
    document.body.classList.toggle("keys-off", !on);
    const button = root()?.querySelector("[data-keys-toggle]");
    if (!button) return;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.on : button.dataset.off;
  }

  function keepInView() {
    const list = root()?.querySelector(".review__rows");
    const row = list?.querySelector("[aria-current]");
    if (!row || list.scrollHeight <= list.clientHeight) return;
    list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
  }

  function neighbour(step) {
    const rows = [...root().querySelectorAll(".review__row")];
    const at = rows.findIndex((row) => row.getAttribute("aria-current"));
    const page = root().querySelector(step > 0 ? ".pages a[rel=next]" : ".pages a[rel=prev]");
    return rows[at + step] ?? page;
  }

  function target(key) {
    if (key === "j" || key === "ArrowDown") return neighbour(1);
    if (key === "k" || key === "ArrowUp") return neighbour(-1);
    if (key === "Enter") return root().querySelector("[data-enter]")?.closest("button");
    if (/^[1-9nsuz]$/.test(key)) return root().querySelector(`[data-key="${key}"]`);
    return null;
  }

  // What stands in the pane that a phone does not show is not decided by a key.
  const isShown = (element) => element.getClientRects().length > 0;

  function showHelp() {
    const help = root()?.querySelector("[data-review-keys]");
    if (help) help.open = helping;
    return help;
  }

  function toggleHelp() {
    helping = !helping;
    const summary = showHelp()?.querySelector("summary");
    if (helping) summary?.focus();
    else root().querySelector("#row-title")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!on || !root() || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.repeat && !/^(j|k|Arrow)/i.test(event.key)) return;
    const focused = event.target;
    if (event.key === "Escape" && focused.id === "review-q") {
      root().querySelector("#row-title")?.focus();
      return;
    }
    if (focused.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const inReview = root().contains(focused);
    if (key.startsWith("Arrow") && !(inReview && focused.closest(".review__rows"))) return;
    if (key === "Enter" && focused.closest("a, button, summary")) return;
    if (key === "?") {
      event.preventDefault();
      toggleHelp();
      return;
    }
    if (key === "/") {
      const search = root().querySelector("#review-q");
      if (!search || !isShown(search)) return;
      event.preventDefault();
      search.select();
      search.focus();
      return;
    }
    const found = target(key);
    if (!found || (found.matches("button") && !isShown(found))) return;
    event.preventDefault();
    found.click();
  });

  document.addEventListener("click", (event) => {
    const help = event.target.closest("[data-review-keys] summary");
    if (help) helping = !help.parentElement.open;
    if (!event.target.closest("[data-keys-toggle]")) return;
    on = !on;
    try {
      localStorage.setItem(STORE, on ? "on" : "off");
    } catch {
      // without storage the choice lasts as long as the page
    }
    showToggle();
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    showToggle();
    showHelp();
    keepInView();
  });
  showToggle();
  keepInView();
})();

// Enhancements over pages that already work without this file.
const announcer = document.getElementById("announcer");

function announce(text) {
  if (!announcer || !text) return;
  announcer.textContent = "";
  // A new task, so that screen readers notice even the same sentence twice.
  setTimeout(() => {
    announcer.textContent = text;
  }, 60);
}

function themeToggle() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button || !window.treaptaTheme) return;
  const label = () => {
    const dark = window.treaptaTheme.current() === "dark";
    button.setAttribute("aria-label", dark ? button.dataset.labelLight : button.dataset.labelDark);
  };
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    window.treaptaTheme.choose(window.treaptaTheme.current() === "dark" ? "light" : "dark");
    label();
  });
}

function menus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });
}

function errorSummary(scope) {
  const summary = scope.querySelector?.("[data-error-summary]");
  if (summary) summary.focus();
}

function fileDrops(scope) {
  for (const zone of scope.querySelectorAll("[data-file-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const chosen = zone.querySelector("[data-file-drop-chosen]");
    if (!input || zone.dataset.ready) continue;
    zone.dataset.ready = "yes";
    zone.querySelector("[data-file-drop-invite]").hidden = false;
    const show = () => {
      const names = [...input.files].map((file) => `${file.name} (${Math.ceil(file.size / 1024)} KB)`);
      chosen.textContent = names.length ? `${zone.dataset.textChosen} ${names.join(", ")}` : "";
    };
    input.addEventListener("change", show);
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    }
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function copyButtons(scope) {
  for (const button of scope.querySelectorAll("button[data-copy][hidden]")) {
    const source = document.getElementById(button.dataset.copy);
    const words = button.querySelector("span");
    if (!source || !words) continue;
    const label = words.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let said = button.dataset.copied;
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
      } catch {
        window.getSelection().selectAllChildren(source);
        said = button.dataset.selected;
      }
      words.textContent = said;
      announce(said);
      setTimeout(() => {
        words.textContent = label;
      }, 4000);
    });
  }
}

function autosave(scope) {
  for (const form of scope.querySelectorAll("form[data-autosave]")) {
    if (form.dataset.ready) continue;
    form.dataset.ready = "yes";
    const status = form.querySelector("[data-autosave-status]");
    const say = (text) => {
      if (!status) return;
      status.hidden = false;
      status.textContent = text;
    };
    let waiting = null;
    const save = async () => {
      say(announcer.dataset.textSaving);
      const draft = new FormData(form);
      for (const [name, value] of [...draft]) if (value instanceof File) draft.delete(name);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: draft,
          credentials: "same-origin",
          headers: { "X-Autosave": "1" },
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const time = new Intl.DateTimeFormat(document.documentElement.lang, {
          hour: "2-digit",
          minute: "2-digit",
        }).format(new Date());
        say(announcer.dataset.textSaved.replace("{time}", time));
      } catch {
        say(announcer.dataset.textUnsaved);
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        waiting = null;
        save();
      }, 1500);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
    // Another form of the page is sent: first keep what was written here and is not kept yet.
    document.addEventListener("submit", async (event) => {
      if (!waiting || event.target === form || event.defaultPrevented) return;
      event.preventDefault();
      clearTimeout(waiting);
      waiting = null;
      await save();
      event.target.requestSubmit(event.submitter);
    });
  }
}

// htmx: keep the focus where it was, tell what changed, tell when nothing could be brought.
function swaps() {
  let focused = null;
  document.body.addEventListener("htmx:beforeSwap", () => {
    focused = document.activeElement?.id || null;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    if (focused && document.activeElement === document.body) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
    enhance(target);
    const wanted = target.querySelector?.("[data-focus]");
    if (wanted) wanted.focus({ preventScroll: false });
    const words = target.dataset?.announce ?? target.querySelector?.("[data-announce]")?.dataset.announce;
    const asked = event.detail.requestConfig?.triggeringEvent;
    if (words) announce(words);
    else if (asked && !target.closest?.("[aria-live]")) announce(announcer.dataset.textUpdated);
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => announce(announcer.dataset.textFailed));
  }
}

// A page that answered with a message moves nothing; only an undo offer takes part in the tab order early.
function undoBars() {
  const bar = document.querySelector("[data-undo]");
  if (bar) announce(bar.querySelector("p")?.textContent);
}

function enhance(scope) {
  fileDrops(scope);
  autosave(scope);
  copyButtons(scope);
  errorSummary(scope);
}

themeToggle();
menus();
swaps();
undoBars();
enhance(document);

// Runs before the first paint: applies the stored choice of background, else the device's.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  let stored = null;
  try {
    stored = localStorage.getItem("treapta-theme");
  } catch {
    stored = null; // storage refused: the device's preference stays
  }
  const device = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.bsTheme = stored ?? (device.matches ? "dark" : "light");
  };
  apply();
  device.addEventListener("change", () => {
    if (stored === null) apply();
  });
  window.treaptaTheme = {
    current: () => root.dataset.bsTheme,
    choose(name) {
      stored = name;
      apply();
      try {
        localStorage.setItem("treapta-theme", name);
      } catch {
        // the choice lasts until the page is left
      }
    },
  };
})();

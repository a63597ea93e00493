// The desk of a file: documents drawn in the page (pdf.js), and its keys. Without it all is links.
const STORE = "treapta-review-keys"; // one choice for every screen with keys
const MOST_PIXELS = 8e6; // of one drawn page
let zoom = 1;
let drawing = 0; // a document opened later ends the drawing of the one before

function message(box, text) {
  const status = box.querySelector("[data-status]") ?? box.appendChild(document.createElement("p"));
  status.textContent = text;
  status.hidden = !text;
}

async function drawPage(pdf, sheet, words) {
  const page = await pdf.getPage(Number(sheet.dataset.number));
  const plain = page.getViewport({ scale: 1 });
  const wanted = (sheet.clientWidth / plain.width) * Math.min(devicePixelRatio, 2);
  const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (plain.width * plain.height)));
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  canvas.setAttribute("aria-hidden", "true");
  await page.render({ canvas, viewport }).promise;
  const { items } = await page.getTextContent();
  const text = document.createElement("p");
  text.className = "visually-hidden";
  text.textContent = items.map((item) => item.str + (item.hasEOL ? " " : "")).join("").trim() || words.noText;
  sheet.replaceChildren(canvas, text);
}

async function show(box) {
  const mine = ++drawing;
  const words = box.dataset;
  const pdfjs = await import(words.library);
  pdfjs.GlobalWorkerOptions.workerSrc = words.worker;
  const task = pdfjs.getDocument({
    url: words.pdf,
    standardFontDataUrl: words.fonts,
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
    disableRange: true,
    disableStream: true,
  });
  const pdf = await task.promise;
  if (mine !== drawing) return void task.destroy();
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        drawPage(pdf, target, words).catch(() => (target.textContent = words.failed));
      }
    },
    { root: box, rootMargin: "600px" },
  );
  const sheets = Array.from({ length: pdf.numPages }, (_, place) => {
    const sheet = document.createElement("div");
    sheet.className = "viewer__page";
    sheet.dataset.number = String(place + 1);
    sheet.setAttribute("role", "group");
    sheet.setAttribute("aria-label", words.page.replace("{n}", place + 1).replace("{total}", pdf.numPages));
    sheet.style.aspectRatio = `${first.width} / ${first.height}`;
    return sheet;
  });
  message(box, "");
  box.append(...sheets);
  const redraw = () => {
    box.style.setProperty("--zoom", zoom);
    for (const sheet of sheets) seen.observe(sheet);
  };
  box.closest(".viewer").addEventListener("click", (event) => {
    const step = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (!step) return;
    zoom = Math.min(3, Math.max(0.5, zoom * (step > 0 ? 1.25 : 0.8)));
    redraw();
  });
  redraw();
}

function open() {
  const box = document.querySelector("[data-pdf]");
  if (!box || box.dataset.begun) return;
  box.dataset.begun = "1";
  message(box, "…");
  show(box).catch(() => message(box, box.dataset.failed));
}

// Keys. Every key presses something that is on the page.
const wanted = () => {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
};
let on = wanted();

function showToggle() {
  document.body.classList.toggle("keys-off", !on);
  const button = document.querySelector("[data-keys-toggle]");
  button?.setAttribute("aria-pressed", String(on));
  if (button) button.textContent = on ? button.dataset.on : button.dataset.off;
}

document.addEventListener("keydown", (event) => {
  if (!on || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const help = document.querySelector("[data-keys-help]");
  if (key === "?" && help) {
    help.open = !help.open;
    help.querySelector("summary").focus();
  } else if (key === "m") {
    document.querySelector("#act [name=reasons]")?.focus();
  } else if (/^[jknp]$/.test(key)) {
    document.querySelector(`[data-key="${key}"]`)?.click();
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
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
  if (!document.querySelector("[data-pdf][data-begun]")) document.querySelector("#viewer-title")?.focus();
  open();
});
showToggle();
open();

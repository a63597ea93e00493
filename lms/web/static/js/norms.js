// The text for experts: a problem's line leads to that line of the text.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  const area = document.getElementById("text");
  if (!link || !area) return;
  event.preventDefault();
  const lines = area.value.split("\n");
  const at = Number(link.dataset.line) - 1;
  const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[at] || "").length);
  area.scrollTop = Math.max(0, (at - 5) * (area.scrollHeight / lines.length));
});

// Draws each figure[data-chart] from its own table; without this file the table is the chart.
const palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999"]; // Okabe-Ito
// From worst to best, told apart by every kind of eye (ColorBrewer BrBG).
const scale = ["#A6611A", "#DFC27D", "#B8B8B8", "#80CDC1", "#018571"];

// How a year stands, in the order of the page: met, running, not met, unknown, exempt (Okabe-Ito).
const outcomes = ["#009E73", "#E69F00", "#D55E00", "#999999", "#56B4E9", "#CC79A7", "#0072B2"];
const palettes = { scale, outcomes };

function readTable(figure) {
  const table = figure.querySelector("[data-chart-table]");
  const names = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => ({
    category: row.querySelector("th").textContent.trim(),
    values: [...row.querySelectorAll("td")].map((cell) => Number(cell.dataset.value)),
  }));
  return { names: names.slice(1), rows };
}

function options(figure, { names, rows }) {
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const line = getComputedStyle(document.documentElement).getPropertyValue("--line").trim();
  const kind = figure.dataset.chart;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const text = { color: ink, fontFamily: '"Source Sans 3", sans-serif', fontSize: 14 };
  const axis = { axisLabel: text, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
  const categories = rows.map((row) => row.category);
  const lying = kind !== "line" && categories.some((name) => name.length > 12);
  const first = { type: "category", data: categories, inverse: lying, ...axis, splitLine: { show: false } };
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const shown = (value) => number.format(value);
  const second = { type: "value", ...axis, axisLabel: { ...text, formatter: shown } };
  return {
    color: palettes[figure.dataset.chartPalette] ?? palette,
    animation: !calm,
    animationDuration: 400,
    textStyle: text,
    grid: { left: 8, right: 16, top: names.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: names.length > 1 ? { top: 0, textStyle: text } : undefined,
    // Rich text, because the page's policy refuses the inline styles of an HTML tooltip.
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: shown },
    xAxis: lying ? second : first,
    yAxis: lying ? first : second,
    series: names.map((name, place) => ({
      name,
      type: kind === "line" ? "line" : "bar",
      stack: kind === "stacked" ? "all" : undefined,
      barMaxWidth: 36,
      symbolSize: 8,
      data: rows.map((row) => row.values[place]),
    })),
  };
}

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const canvas = figure.querySelector("[data-chart-canvas]");
  const details = figure.querySelector("[data-chart-details]");
  const data = readTable(figure);
  if (!window.echarts || data.rows.length === 0) continue;
  canvas.hidden = false;
  details.open = false;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const draw = () => chart.setOption(options(figure, data), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

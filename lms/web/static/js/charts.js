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
  const lying = !["line", "control", "funnel"].includes(kind) && categories.some((name) => name.length > 12);
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

const [blue, orange, , , , vermilion, grey] = palette;

// Values in time with the limits of chance: the last and the third column are limits, a column
// between them the middle. What lies outside is drawn larger, in another colour and shape.
function control(base, { names, rows }) {
  const limit = (place) => ({
    name: names[place],
    type: "line",
    step: "middle",
    symbol: "none",
    lineStyle: { type: place > 1 && place < names.length - 1 ? "solid" : "dashed", width: 1.5 },
    color: place > 1 && place < names.length - 1 ? grey : orange,
    data: rows.map((row) => row.values[place]),
  });
  const outside = ({ values }) => values[0] < values[1] || values[0] > values.at(-1);
  return {
    ...base,
    xAxis: { ...base.xAxis, type: "category", data: rows.map((row) => row.category), inverse: false },
    yAxis: { ...base.yAxis, type: "value", scale: true },
    series: [
      {
        name: names[0],
        type: "line",
        color: blue,
        data: rows.map((row) => ({
          value: row.values[0],
          symbol: outside(row) ? "diamond" : "circle",
          symbolSize: outside(row) ? 16 : 8,
          itemStyle: outside(row) ? { color: vermilion } : undefined,
        })),
      },
      ...names.slice(1).map((_, place) => limit(place + 1)),
    ],
  };
}

// Values by size, with the limits of chance narrowing as the size grows.
function funnel(base, { names, rows }) {
  const outside = ({ values }) => values[1] < values[2] || values[1] > values[3];
  const curve = (place) => ({
    name: names[place],
    type: "line",
    symbol: "none",
    lineStyle: { type: "dashed", width: 1.5 },
    color: orange,
    silent: true,
    data: rows.map(({ values }) => [values[0], values[place]]),
  });
  const number = new Intl.NumberFormat(document.documentElement.lang);
  return {
    ...base,
    legend: { ...base.legend, data: [names[1], names[2], names[3]] },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      formatter: ({ data }) => `${data.name}\n${names[1]}: ${number.format(data.value[1])}\n${names[0]}: ${number.format(data.value[0])}`,
    },
    xAxis: { ...base.yAxis, type: "value", name: names[0], nameLocation: "middle", nameGap: 28, nameTextStyle: base.textStyle },
    yAxis: { ...base.yAxis, type: "value", scale: true },
    grid: { ...base.grid, bottom: 28 },
    series: [
      {
        name: names[1],
        type: "scatter",
        color: blue,
        data: rows.map((row) => ({
          name: row.category,
          value: row.values.slice(0, 2),
          symbol: outside(row) ? "diamond" : "circle",
          symbolSize: outside(row) ? 16 : 9,
          itemStyle: { color: outside(row) ? vermilion : blue },
          label: { show: outside(row), position: "top", formatter: "{b}", ...base.textStyle, width: 160, overflow: "truncate" },
        })),
      },
      curve(2),
      curve(3),
    ],
  };
}

const kinds = { control, funnel };

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const canvas = figure.querySelector("[data-chart-canvas]");
  const details = figure.querySelector("[data-chart-details]");
  const data = readTable(figure);
  if (!window.echarts || data.rows.length === 0) continue;
  canvas.hidden = false;
  details.open = false;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const shape = kinds[figure.dataset.chart] ?? ((base) => base);
  const draw = () => chart.setOption(shape(options(figure, data), data), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

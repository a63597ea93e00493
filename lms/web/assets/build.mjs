// Copies what the pages take from npm packages into ../static/vendor (git-ignored).
// Run after `npm ci`: node build.mjs
import { cp, mkdir, rm, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "static", "vendor");

const webFonts = ["latin", "latin-ext"].flatMap((subset) =>
  ["normal", "italic"].map((style) => `source-sans-3-${subset}-wght-${style}.woff2`),
);
// Static weights with every Latin glyph: badge pictures (resvg) and PDFs (typst) read these.
const printFonts = ["Regular", "It", "Semibold", "Bold"].map((cut) => `SourceSans3-${cut}.ttf`);

// For PDFs that name one of the fourteen standard fonts and do not carry it.
const pdfFonts = [
  ...["Dingbats", "Fixed", "FixedBold", "FixedBoldItalic", "FixedItalic", "Serif", "SerifBold", "SerifBoldItalic", "SerifItalic", "Symbol"].map((cut) => `Foxit${cut}.pfb`),
  ...["Bold", "BoldItalic", "Italic", "Regular"].map((cut) => `LiberationSans-${cut}.ttf`),
  "LICENSE_FOXIT",
  "LICENSE_LIBERATION",
];

const copies = [
  ["bootstrap/dist/css/bootstrap.min.css", "bootstrap/bootstrap.min.css"],
  ["bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap/bootstrap.bundle.min.js"],
  ["bootstrap/LICENSE", "bootstrap/LICENSE"],
  ["htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"],
  ["htmx.org/LICENSE", "htmx/LICENSE"],
  ["echarts/dist/echarts.common.min.js", "echarts/echarts.common.min.js"],
  ["echarts/LICENSE", "echarts/LICENSE"],
  // Documents of a file, drawn in the page; the legacy build reads on older phones too.
  ["pdfjs-dist/legacy/build/pdf.min.mjs", "pdfjs/pdf.min.mjs"],
  ["pdfjs-dist/legacy/build/pdf.worker.min.mjs", "pdfjs/pdf.worker.min.mjs"],
  ...pdfFonts.map((name) => [`pdfjs-dist/standard_fonts/${name}`, `pdfjs/fonts/${name}`]),
  ["pdfjs-dist/LICENSE", "pdfjs/LICENSE"],
  ...webFonts.map((name) => [`@fontsource-variable/source-sans-3/files/${name}`, `fonts/${name}`]),
  ...printFonts.map((name) => [`source-sans/TTF/${name}`, `fonts/${name}`]),
  ["source-sans/LICENSE.md", "fonts/LICENSE.md"],
];

await rm(vendor, { recursive: true, force: true });
for (const [from, to] of copies) {
  const source = join(modules, from);
  try {
    await stat(source);
  } catch {
    console.error(`build.mjs: ${from} is not in node_modules. Run "npm ci" in lms/web/assets first.`);
    process.exit(1);
  }
  const target = join(vendor, to);
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target);
}
const kinds = await readdir(vendor);
console.log(`${copies.length} files copied into lms/web/static/vendor (${kinds.sort().join(", ")}).`);

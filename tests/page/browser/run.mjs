// Looks at pages in headless Chromium and prints a line for every fault, its parts apart by tabs:
//
//     page  mode  width  rule  selector  what to do
//
//     node run.mjs pages.json
//
// where pages.json holds {"chromium": "/usr/bin/chromium", "pages": [{"name", "path", "limit", "thorough"}]}:
// what a page is called, where it is, how many bytes it may have, and whether it is looked at in every way or only
// in those in which odd contents show. It ends with 0 where everything was looked at, whatever was found.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import * as axe from "./checks/axe.mjs";
import * as explore from "./checks/explore.mjs";
import * as keyboard from "./checks/keyboard.mjs";
import * as listening from "./checks/listening.mjs";
import * as overflow from "./checks/overflow.mjs";
import * as pictures from "./checks/pictures.mjs";
import * as print from "./checks/print.mjs";
import * as size from "./checks/size.mjs";
import * as spacing from "./checks/spacing.mjs";
import { naming } from "./checks/naming.mjs";

const HEIGHT = 900;
const PATIENCE = 120_000; // milliseconds, for a page of megabytes on a machine that does other things
const FLAGS = [
  "--no-sandbox", // as root, as builds run, Chromium starts no other way
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--hide-scrollbars", // as on a telephone: a scrollbar takes no room from the page
  "--use-angle=swiftshader", // 3D without a graphics card
  "--enable-unsafe-swiftshader",
];

// In which modes and widths each check looks; a zoom of 200% of 1280 px is a width of 640 px.
const THOROUGH = [
  ["light", 360, [axe, overflow, pictures, keyboard]],
  ["light", 600, [overflow]],
  ["light", 640, [spacing]],
  ["light", 800, [axe, overflow]],
  ["light", 1200, [overflow]],
  ["light", 1600, [axe, overflow]],
  ["dark", 360, [axe, pictures]],
  ["dark", 800, [axe]],
  ["dark", 1600, [axe, keyboard]],
  ["print", 700, [print]],
];
const ODD = [
  ["light", 360, [axe, overflow]],
  ["light", 640, [overflow, spacing]],
  ["light", 1200, [overflow]],
  ["dark", 1600, [axe, overflow, pictures]],
  ["print", 700, [print]],
];

async function look(browser, { name, path, limit, thorough }) {
  const faults = [];
  const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: HEIGHT } });
  const page = await context.newPage();
  const heard = listening.listen(page);
  await page.addInitScript(naming);
  await page.goto(pathToFileURL(path).href, { waitUntil: "load", timeout: PATIENCE });
  for (const [mode, width, checks] of thorough ? THOROUGH : ODD) {
    await page.emulateMedia(
      mode === "print" ? { media: "print", colorScheme: "dark" } : { media: "screen", colorScheme: mode },
    );
    await page.setViewportSize({ width, height: HEIGHT });
    for (const { check } of checks) {
      for (const fault of await check(page)) faults.push({ mode, width, ...fault });
    }
  }
  if (name === "explore.html") heard.push(...(await explore.use(browser, path)));
  for (const fault of [...heard, ...size.check(path, limit)]) faults.push({ mode: "any", width: "any", ...fault });
  await context.close();
  return faults.map(({ mode, width, rule, selector, advice }) =>
    [name, mode, width, rule, selector, advice].map((part) => String(part).replace(/\s+/g, " ")).join("\t"),
  );
}

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await chromium.launch({ executablePath: job.chromium, headless: true, args: FLAGS });
const waiting = [...job.pages];

async function lookAtTheRest() {
  for (let page = waiting.shift(); page; page = waiting.shift()) {
    const begin = Date.now();
    for (const line of await look(browser, page)) console.log(line);
    console.error(`${page.name}: ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  }
}

try {
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lookAtTheRest));
} finally {
  await browser.close();
}

// What the page of points does when it is used: switches, views, hover, the keyboard, a change of colours, no WebGL.
import { pathToFileURL } from "node:url";

const DRAWN = "#cloud[data-drawn]";
const PATIENCE = 120_000; // milliseconds; space is drawn without a graphics card, on a machine that does other things

// Each is a promise of the page: what holds, and how that is seen. They are kept in turn, on one page.
const PROMISES = [
  ["every segment is one trace, and no point is missing", async (page) => {
    const [traces, points, told] = await page.evaluate(() => {
      const chart = document.getElementById("cloud");
      const { segments } = JSON.parse(document.getElementById("told").textContent);
      const sum = (all) => all.reduce((total, { x }) => total + x.length, 0);
      return [chart.data.length, sum(chart.data), [segments.length, sum(segments)]];
    });
    return traces === told[0] && points === told[1] && points > 0;
  }],
  ["a switch takes its segment away, and its name with it", async (page) => {
    await page.locator("[data-segment='1']").uncheck();
    const away = await page.evaluate(() => {
      const { data, layout } = document.getElementById("cloud");
      return [data[0].visible, data[1].visible, layout.scene.annotations[1].visible];
    });
    return String(away) === "true,false,false";
  }],
  ["the space bar switches it on again", async (page) => {
    await page.locator("[data-segment='1']").focus();
    await page.keyboard.press("Space");
    return page.evaluate(() => document.getElementById("cloud").data[1].visible === true);
  }],
  ["“only” leaves one segment, and says so", async (page) => {
    await page.locator("[data-only='0']").click();
    const shown = await page.evaluate(() => document.getElementById("cloud").data.filter(({ visible }) => visible).length);
    const said = await page.locator("#shown").textContent();
    return shown === 1 && /\b1\b/.test(said) && !(await page.locator("[data-segment='1']").isChecked());
  }],
  ["all segments come back", async (page) => {
    await page.locator("#all").click();
    return page.evaluate(() => document.getElementById("cloud").data.every(({ visible }) => visible));
  }],
  ["a view turns the camera, and is marked", async (page) => {
    await page.locator("[data-view='front']").click();
    const { y } = await eye(page);
    return y < -1.9 && (await page.locator("[data-view='front']").getAttribute("aria-pressed")) === "true";
  }],
  ["a turn goes on from there, and the mark goes", async (page) => {
    await page.locator("[data-turn='right']").press("Enter");
    const { x } = await eye(page);
    return x > 0.3 && (await page.locator("[aria-pressed='true']").count()) === 0;
  }],
  ["nearer is larger", async (page) => {
    const sides = () => page.evaluate(() => document.getElementById("cloud").layout.scene.aspectratio.x);
    const before = await sides();
    await page.locator("[data-zoom='in']").click();
    return (await sides()) > before * 1.1;
  }],
  ["whoever turns it by hand goes on from there with the buttons", async (page) => {
    await page.locator("[data-view='overview']").click();
    const before = await eye(page);
    const box = await page.locator("#cloud").boundingBox();
    const [middle, upper] = [box.x + box.width / 2, box.y + box.height / 4];
    // A hand is slower than the picture.
    await painted(page);
    await page.mouse.move(middle, upper);
    await page.mouse.down();
    for (let step = 1; step <= 6; step++) {
      await page.mouse.move(middle + 20 * step, upper);
      await painted(page);
    }
    await page.mouse.up();
    await comes(async () => apart(before, await eye(page)) > 0.3);
    const by_hand = await eye(page);
    await page.locator("[data-turn='up']").click();
    const after = await eye(page);
    return apart(before, by_hand) > 0.3 && apart(by_hand, after) < 0.8 && after.z > by_hand.z;
  }],
  ["a point says what its customer did", async (page) => {
    await page.locator("[data-view='overview']").click();
    await painted(page);
    const box = await page.locator("#cloud").boundingBox();
    const told = await page.evaluate(() => document.getElementById("told").textContent);
    // Somewhere about the middle of the cloud there is a point.
    for (let step = 0; step < 60; step++) {
      await page.mouse.move(box.x + box.width * (0.4 + 0.004 * step), box.y + box.height * 0.45);
      await painted(page);
      const lines = await page.locator("#cloud .hovertext .nums tspan.line").allTextContents();
      if (lines.length >= 4) return JSON.parse(told).segments.some(({ says }) => says.some((text) => text.includes(lines[1])));
    }
    return false;
  }],
  ["in the dark it takes the dark colours at once", async (page) => {
    const colour = () => page.evaluate(() => document.getElementById("cloud").data[0].marker.color);
    const light = await colour();
    await page.emulateMedia({ colorScheme: "dark" });
    return comes(async () => light !== (await colour()));
  }],
];

const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y, one.z - other.z);
const eye = (page) => page.evaluate(() => document.getElementById("cloud").layout.scene.camera.eye);

const painted = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

// What a browser does in its own time holds soon, or not at all.
async function comes(holds) {
  for (let tries = 0; tries < 50; tries++) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

export async function use(browser, path) {
  const faults = [];
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href, { timeout: PATIENCE });
  await page.waitForSelector(DRAWN, { timeout: PATIENCE });
  for (const [promise, holds] of PROMISES) {
    if (!(await holds(page))) faults.push({ rule: "explore", selector: "#cloud", advice: `not so: ${promise}` });
  }
  faults.push(...(await withoutWebGL(context, path)), ...(await withoutScripts(browser, path)));
  await context.close();
  return faults;
}

async function withoutWebGL(context, path) {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (kind, ...options) {
      return /webgl/.test(kind) ? null : getContext.call(this, kind, ...options);
    };
  });
  await page.goto(pathToFileURL(path).href, { timeout: PATIENCE });
  await page.waitForSelector(DRAWN, { timeout: PATIENCE });
  await page.locator("[data-only='0']").click();
  const [isTold, sides, shown] = await page.evaluate(() => [
    !document.getElementById("flat-note").hidden,
    document.querySelectorAll("#cloud .subplot").length,
    document.getElementById("cloud").data.filter(({ visible }) => visible).length,
  ]);
  // Of one segment, its customers and its centre on each of three sides.
  if (isTold && sides === 3 && shown === 6) return [];
  return [{ rule: "explore", selector: "#cloud", advice: `without WebGL there are ${sides} sides and ${shown} traces` }];
}

async function withoutScripts(browser, path) {
  const context = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href, { timeout: PATIENCE });
  const isTold = await page.locator("noscript p").isVisible();
  const isTabled = (await page.locator("table tbody tr").count()) > 0;
  const isQuiet = !(await page.locator("#explore").isVisible());
  await context.close();
  if (isTold && isTabled && isQuiet) return [];
  return [{ rule: "explore", selector: "noscript", advice: "without scripts there is no note, or no table" }];
}

// Words within pictures stand out from what is behind them as text does: 4.5 to 1, or 3 to 1 where they are large.
// axe-core leaves these undecided.

export async function check(page) {
  const before = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  // What is behind a word can only be asked of what is in view.
  await page.setViewportSize({ width: before.width, height: Math.min(height, 30000) });
  const faults = await page.evaluate(() => {
    const channels = (colour) => {
      const found = /^rgba?\((.*)\)$/.exec(colour);
      return found ? found[1].split(/[\s,/]+/).map(Number) : null;
    };
    const over = (front, behind, opacity) => {
      const alpha = (front[3] ?? 1) * opacity;
      return [0, 1, 2].map((place) => front[place] * alpha + behind[place] * (1 - alpha));
    };
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const opacityOf = (element) => {
      let opacity = 1;
      for (let at = element; at; at = at.parentElement) opacity *= parseFloat(getComputedStyle(at).opacity);
      return opacity;
    };
    const fillOf = (element) => {
      const style = getComputedStyle(element);
      const colour = element.closest("svg") && element.localName !== "svg" ? style.fill : style.backgroundColor;
      const found = channels(colour);
      return found && (found[3] ?? 1) > 0 ? [found, parseFloat(style.fillOpacity || 1) * opacityOf(element)] : null;
    };
    const behind = (text) => {
      const box = text.getBoundingClientRect();
      const stack = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      // What stands before the word in the stack lies over it.
      const own = stack.findIndex((element) => element === text || text.contains(element));
      const layers = stack.slice(own + 1).filter((element) => element !== text && !text.contains(element) && !element.contains(text) || element.localName === "body" || element.localName === "html");
      let colour = [255, 255, 255];
      const root = getComputedStyle(document.body).backgroundColor;
      colour = over(channels(root) ?? [255, 255, 255], colour, 1);
      for (const element of layers.reverse()) {
        if (["text", "tspan", "image", "svg"].includes(element.localName)) continue;
        if (element.closest("[mask], [style*=mask]")) continue; // a cloud of points: a surface with holes
        const fill = fillOf(element);
        if (fill) colour = over(fill[0], colour, fill[1]);
      }
      const halo = getComputedStyle(text);
      if (halo.paintOrder.startsWith("stroke") && channels(halo.stroke)) colour = over(channels(halo.stroke), colour, 1);
      return colour;
    };
    const faults = [];
    for (const text of document.querySelectorAll("svg text")) {
      if (!text.textContent.trim() || !window.isShown(text)) continue;
      const inner = text.querySelector("tspan") ?? text;
      const fill = fillOf(inner);
      if (!fill) continue;
      const ground = behind(text);
      const style = getComputedStyle(inner);
      const scale = text.getScreenCTM()?.a ?? 1;
      const large = parseFloat(style.fontSize) * Math.abs(scale) >= 24;
      const found = contrast(over(fill[0], ground, fill[1]), ground);
      if (found < (large ? 3 : 4.5))
        faults.push({
          rule: "picture-contrast",
          selector: window.whereIs(text),
          advice: `${found.toFixed(2)} to 1, ${getComputedStyle(inner).fill} on rgb(${ground.map(Math.round)}): at least ${large ? 3 : 4.5}`,
        });
    }
    return faults.slice(0, 6);
  });
  await page.setViewportSize(before);
  return faults;
}

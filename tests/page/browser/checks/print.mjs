// On paper a page is dark on light, whatever the screen was, and nothing is left in a region that can't be scrolled.

export async function check(page) {
  return page.evaluate(() => {
    const faults = [];
    const light = (colour) => {
      const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
      return alpha === 0 ? 1 : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    };
    const { color, backgroundColor } = getComputedStyle(document.body);
    if (light(color) > 0.4 || light(backgroundColor) < 0.9)
      faults.push({ rule: "print", selector: "body", advice: `prints ${color} on ${backgroundColor}: keep dark colours to @media screen` });
    const width = document.documentElement.clientWidth;
    const shown = [...document.body.querySelectorAll(":not(svg *)")].filter(window.isShown);
    const cut = shown.filter((element) => {
      if (element.clientWidth <= 1 && getComputedStyle(element).position === "absolute") return false; // for voices
      const scrolls = getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 2;
      return scrolls || (!window.scrollerOf(element) && element.getBoundingClientRect().right > width + 2);
    });
    const outermost = cut.filter((element) => !cut.includes(element.parentElement));
    for (const element of outermost.slice(0, 4))
      faults.push({ rule: "print", selector: window.whereIs(element), advice: "is cut off at the paper's edge: set it smaller in @media print" });
    return faults;
  });
}

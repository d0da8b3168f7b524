// The page itself never scrolls sideways, and nothing stands beyond its edge.

export async function check(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const width = root.clientWidth;
    const outside = [...document.body.querySelectorAll("*")].filter((element) => {
      if (!window.isShown(element) || window.scrollerOf(element) || element.closest("svg svg, svg *")) return false;
      const box = element.getBoundingClientRect();
      return box.right > width + 1 || box.left < -1;
    });
    const outermost = outside.filter((element) => !outside.includes(element.parentElement));
    const faults = outermost.slice(0, 4).map((element) => ({
      rule: "overflow",
      selector: window.whereIs(element),
      advice: `reaches ${Math.round(element.getBoundingClientRect().right - width)} px beyond the page: let it wrap, shrink, or scroll in a region of its own`,
    }));
    if (!faults.length && root.scrollWidth > width)
      faults.push({ rule: "overflow", selector: "html", advice: `the page scrolls sideways: ${root.scrollWidth} px of contents` });
    return faults;
  });
}

// Text that a reader sets wider, as WCAG 1.4.12 allows them to, or larger, is nowhere cut off.

const WIDER = `
  :not(svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`;

export async function check(page) {
  const style = await page.addStyleTag({ content: WIDER });
  const faults = await page.evaluate(() => {
    const hides = (value) => value === "hidden" || value === "clip";
    const cut = [...document.body.querySelectorAll(":not(svg, svg *)")].filter((element) => {
      if (!window.isShown(element) || !element.textContent.trim() || element.closest("[aria-hidden=true]")) return false;
      const style = getComputedStyle(element);
      if (style.clipPath !== "none" || (element.clientWidth <= 1 && element.clientHeight <= 1)) return false; // for voices
      return (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 2) ||
        (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 2);
    });
    const root = document.scrollingElement;
    const faults = cut.slice(0, 4).map((element) => ({
      rule: "spacing",
      selector: window.whereIs(element),
      advice: "text that is set wider is cut off: let the box grow with it",
    }));
    if (root.scrollWidth > root.clientWidth + 1) {
      const far = [...document.body.querySelectorAll("*")].find(
        (element) => !window.scrollerOf(element) && element.getBoundingClientRect().right > root.clientWidth + 1,
      );
      faults.push({
        rule: "spacing",
        selector: far ? window.whereIs(far) : "html",
        advice: "text that is set wider makes the page scroll sideways: let it wrap",
      });
    }
    return faults;
  });
  await style.evaluate((element) => element.remove());
  return faults;
}

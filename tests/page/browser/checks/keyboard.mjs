// The Tab key leads to everything that can be used or scrolled, and shows where it is.

export async function check(page) {
  const expected = await page.evaluate(() => {
    const usable = "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable=true]";
    const elements = [...document.querySelectorAll("*")].filter((element) => {
      if (!window.isShown(element) || element.closest("[aria-hidden=true], [inert]") || element.disabled) return false;
      if (element.type === "radio" && !element.checked) return false; // the arrow keys lead to those
      const { overflowX, overflowY } = getComputedStyle(element);
      const scrolls = (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight + 1);
      // A region that can be scrolled is reached by itself or by what is in it.
      return element.matches(usable) || (scrolls && element !== document.body && !element.querySelector(usable));
    });
    elements.forEach((element, place) => { element.tabPlace = place; });
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return elements.map((element) => window.whereIs(element));
  });
  const reached = new Set();
  const faults = [];
  // Some more than there are: what has a place of its own, such as a frame, takes a stop too.
  for (let stop = 0; stop < expected.length + 20 && reached.size < expected.length; stop++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element?.tabPlace === undefined) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const seen = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      return { place: element.tabPlace, seen, where: window.whereIs(element) };
    });
    if (!at || reached.has(at.place)) continue;
    reached.add(at.place);
    if (!at.seen) faults.push({ rule: "focus", selector: at.where, advice: "give it an outline in :focus-visible" });
  }
  const missed = expected.filter((_, place) => !reached.has(place));
  const told = missed.slice(0, 5).map((selector) => ({
    rule: "keyboard",
    selector,
    advice: `the Tab key does not lead there (${missed.length} such): give it a tabindex of 0, a role and a name`,
  }));
  return [...faults.slice(0, 5), ...told];
}

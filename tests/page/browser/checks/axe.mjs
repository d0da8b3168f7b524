// All of axe-core's rules on WCAG 2.0 to 2.2, A and AA, and its best practices.
import axe from "axe-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const SHOWN = 3; // of one rule; the others are mostly the same fault

export async function check(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async (tags) =>
      (await window.axe.run({ runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })).violations,
    TAGS,
  );
  return violations.flatMap(({ id, nodes, helpUrl }) =>
    nodes.slice(0, SHOWN).map((node) => ({
      rule: `axe: ${id}`,
      selector: node.target.join(" "),
      advice: `${node.failureSummary} (${nodes.length} such; ${helpUrl.split("?")[0]})`,
    })),
  );
}

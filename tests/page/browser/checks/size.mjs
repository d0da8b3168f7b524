// A page can be sent by mail.
import { statSync } from "node:fs";

export function check(path, limit) {
  const { size } = statSync(path);
  if (!limit || size < limit) return [];
  return [{ rule: "size", selector: "html", advice: `${size} bytes, and ${limit} are allowed: draw fewer points, or cut fonts` }];
}

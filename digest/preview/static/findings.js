// What the check found, beside what it concerns.
import { h } from "./dom.js";

const WORDS = { block: "Stops approval", warn: "Look at", note: "Note" };

export function findings(found) {
  if (!found.length) return null;
  const rows = found.map((one) =>
    h("li", { className: one.level, title: one.place }, h("strong", {}, `${WORDS[one.level]}: `), one.message),
  );
  return h("ul", { className: "findings" }, ...rows);
}

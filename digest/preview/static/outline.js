// The sections and their items; each element lives as long as its item, so that nobody loses their place.
import { $, arrange, h, put } from "./dom.js";
import { add } from "./add.js";
import { card } from "./item.js";

const sections = new Map();
const cards = new Map();

export function outline(state) {
  const place = $("sections");
  place.hidden = !state.exists && !state.sections?.length;
  if (!state.sections) return;
  const open = state.open && !state.broken;
  const takes = state.sections.filter((one) => one.shows !== "links");
  const used = new Set();
  const focused = document.activeElement;
  const shown = state.sections.map((section) => {
    const made = sections.get(section.id) ?? begin(section);
    sections.set(section.id, made);
    const items = section.items.map((item) => {
      const one = cards.get(item.key) ?? card(item);
      cards.set(item.key, one);
      used.add(item.key);
      one.update(item, { open, sections: takes, section: section.id });
      return one.element;
    });
    arrange(made.list, items);
    made.update(section, open);
    return made.element;
  });
  arrange(place, shown);
  if (focused !== document.activeElement && place.contains(focused)) focused.focus({ preventScroll: true });
  for (const key of cards.keys()) if (!used.has(key)) cards.delete(key);
}

function begin(first) {
  let section = first;
  const id = `section-${first.id}`;
  const count = h("span", { className: "count" });
  const list = h("ol", { "data-section": first.id, "aria-labelledby": id });
  const none = h("p", { className: "none" });
  const links = h("ul", { className: "links" });
  const plus = h("button", { type: "button", className: "add", onclick: () => add(section) }, h("span", { "aria-hidden": "true" }, "+ "), "Add", h("span", { className: "unseen" }, ` to ${first.title}`));
  const element = h("section", { "aria-labelledby": id }, h("div", { className: "head" }, h("h2", { id }, first.title), count, plus), none, list, links);

  function update(next, open) {
    section = next;
    const kept = next.items.filter((item) => item.keep).length;
    const standing = next.shows === "links";
    count.textContent = standing ? "in sources.yaml" : `${kept} of ${next.items.length}`;
    count.title = standing ? "" : `${kept} of ${next.items.length} are in the edition`;
    plus.hidden = standing || !next.known;
    plus.disabled = !open;
    list.hidden = standing && !next.items.length;
    none.hidden = standing || next.items.length > 0;
    none.textContent = next.known ? "Nothing here yet." : "sources.yaml has no such section: move what is in it.";
    put(links, ...next.links.map((link) => h("li", {}, link.title)));
    links.hidden = !next.links.length;
  }

  return { element, list, update };
}

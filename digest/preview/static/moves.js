// What is done to whole items; the page shows it at once, the file follows.
import { edit, failed, show, state } from "./store.js";
import { say } from "./status.js";

function find(key) {
  for (const section of state().sections) {
    const place = section.items.findIndex((item) => item.key === key);
    if (place >= 0) return { section, place, item: section.items[place] };
  }
  return null;
}

const takes = () => state().sections.filter((section) => section.shows !== "links");

async function done(work) {
  try {
    await work;
  } catch (problem) {
    await failed(problem);
  }
}

// Puts an item at a place of a section; `before` is the key it shall stand before, null the end.
export function place(key, section, before) {
  const from = find(key);
  const target = state().sections.find((one) => one.id === section);
  if (!from || !target || before === key) return;
  from.section.items.splice(from.place, 1);
  const found = target.items.findIndex((item) => item.key === before);
  const at = found < 0 ? target.items.length : found;
  target.items.splice(at, 0, from.item);
  show();
  say(`${from.item.title}: place ${at + 1} of ${target.items.length} in ${target.title}`);
  return done(edit({ do: "move", item: key, section, before: before ?? null }, { quiet: true }));
}

// Moves an item by one place, over the border into the next section too, or to an end of its own.
export function move(key, by) {
  const from = find(key);
  if (!from) return;
  const { section, place: at } = from;
  const others = section.items.filter((item) => item.key !== key);
  const to = at + by;
  if (!Number.isFinite(by)) return place(key, section.id, by < 0 ? (others[0]?.key ?? null) : null);
  if (to >= 0 && to < section.items.length) return place(key, section.id, others[to]?.key ?? null);
  const sections = takes();
  const next = sections[sections.indexOf(section) + Math.sign(by)];
  if (!next) {
    say(`${from.item.title} stands ${by < 0 ? "first" : "last"} already`);
    return;
  }
  return place(key, next.id, by > 0 ? (next.items[0]?.key ?? null) : null);
}

export function to(key, section) {
  return place(key, section, null);
}

export function drop(key, keep) {
  const { item } = find(key);
  item.keep = keep;
  show();
  say(keep ? `${item.title} is in the edition` : `${item.title} is left out`);
  return done(edit({ do: "keep", item: key, value: keep }, { quiet: true }));
}

export function restore(key) {
  return done(edit({ do: "restore", item: key }, { quiet: true }).then(() => say("as the source said it")));
}

export function remove(key) {
  const { item } = find(key);
  const cards = [...document.querySelectorAll("li.item")];
  const at = cards.findIndex((card) => card.dataset.key === key);
  const next = cards[at + 1] ?? cards[at - 1];
  const land = () => (next?.querySelector(".handle") ?? document.querySelector("#sections .add")).focus();
  return done(edit({ do: "remove", item: key }, { quiet: true }).then(() => say(`${item.title} is deleted; undo brings it back`)).then(land));
}

export function include(item) {
  return done(edit({ do: "include", item: item.id }, { quiet: true }).then(() => say(`${item.title} is in the edition`)));
}

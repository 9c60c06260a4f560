// What the sources said and the edition does not hold, each with its reason.
import { $, h, put } from "./dom.js";
import { include } from "./moves.js";

const count = h("span", { className: "count" });
const find = h("input", { type: "search", id: "find", placeholder: "Find by title or source" });
const list = h("ul", {});
const box = h(
  "details",
  { className: "left-out" },
  h("summary", {}, h("span", { className: "name" }, "Found and left out "), count),
  h("label", { className: "unseen", for: "find" }, "Find in what was left out"),
  find,
  list,
);
let shown = [];
let open = false;
let told = "";

export function start() {
  put($("left-out"), box);
  find.addEventListener("input", fill);
  box.addEventListener("toggle", fill);
}

export function leftOut(state) {
  box.hidden = !state.left_out?.length;
  shown = state.left_out ?? [];
  open = state.open && !state.broken;
  count.textContent = shown.length;
  fill();
}

function fill() {
  if (!box.open) return;
  const wanted = find.value.trim().toLowerCase();
  const fits = shown.filter((item) => `${item.title} ${item.source}`.toLowerCase().includes(wanted));
  const words = JSON.stringify([fits, open]);
  if (words !== told) put(list, ...fits.map(row)); // a button in somebody's hand stays
  told = words;
}

// Whoever goes through the list by keyboard stands at the next row then.
async function take(item, button) {
  const at = [...list.querySelectorAll("button")].indexOf(button);
  await include(item);
  const left = list.querySelectorAll("button");
  (left[Math.min(at, left.length - 1)] ?? $("outline")).focus();
}

function row(item) {
  const button = h("button", { type: "button", className: "small", disabled: !open, onclick: (event) => take(item, event.currentTarget) }, "Include", h("span", { className: "unseen" }, ` ${item.title}`));
  const about = [item.date || (item.undated && "no date"), item.source].filter(Boolean).join(" · ");
  const title = /^https?:/.test(item.url) ? h("a", { href: item.url, target: "_blank", rel: "noopener noreferrer" }, item.title) : item.title;
  return h("li", {}, h("div", {}, h("p", { className: "title" }, title), h("p", { className: "meta" }, about), h("p", { className: "why" }, item.why)), button);
}

// One item of the outline: its words in place, its handle, its switch, and what else may be said of it.
import { fresh, h, put } from "./dom.js";
import { grip } from "./drag.js";
import { field } from "./field.js";
import { findings } from "./findings.js";
import { picture } from "./picture.js";
import { drop, move, remove, restore, to } from "./moves.js";

const MORE = [
  { name: "url", label: "Link" },
  { name: "source", label: "Source, as readers see it" },
  { name: "when", label: "When", events: true, hint: "2026-12-10 15:00-17:00" },
  { name: "where", label: "Where", events: true },
  { name: "rsvp", label: "Where to book", events: true, hint: "https://... or mailto:..." },
  { name: "closes", label: "Booking closes", events: true, hint: "2026-12-09 17:00" },
];

export function card(first) {
  let item = first;
  const key = () => item.key;
  const title = field({ name: "title", label: "Title", item: key, className: "title" });
  const summary = field({ name: "summary", label: "Summary", item: key, className: "summary", placeholder: "A sentence about it" });
  const handle = h("button", { type: "button", className: "handle", "aria-describedby": "move-help" }, h("span", { "aria-hidden": "true" }));
  const up = h("button", { type: "button", className: "icon", onclick: () => move(key(), -1) }, h("span", { "aria-hidden": "true" }, "↑"));
  const down = h("button", { type: "button", className: "icon", onclick: () => move(key(), 1) }, h("span", { "aria-hidden": "true" }, "↓"));
  const keep = h("button", { type: "button", role: "switch", className: "keep", onclick: () => drop(key(), !item.keep) });
  const meta = h("p", { className: "meta" });
  const beside = h("div");
  const details = more(key);
  const body = h("div", { className: "body" }, label(title, "title"), title.input, meta, label(summary, "summary"), summary.input, beside, details.element);
  const element = h("li", { className: "item", "data-key": item.key }, handle, body, h("div", { className: "side" }, keep, up, down));
  grip(handle, element);
  handle.addEventListener("keydown", (event) => arrows(event, key()));
  element.addEventListener("keydown", (event) => event.altKey && arrows(event, key()));

  function update(next, { open, sections, section }) {
    item = next;
    const name = next.title || "untitled";
    element.dataset.key = next.key;
    element.dataset.url = next.url;
    element.classList.toggle("out", !next.keep);
    title.update(next.title, open);
    summary.update(next.summary, open);
    handle.setAttribute("aria-label", `Move ${name}`);
    up.setAttribute("aria-label", `Move up: ${name}`);
    down.setAttribute("aria-label", `Move down: ${name}`);
    keep.setAttribute("aria-checked", String(next.keep));
    keep.setAttribute("aria-label", `In the edition: ${name}`);
    for (const button of [handle, up, down, keep]) button.disabled = !open;
    put(meta, ...about(next));
    put(beside, findings(next.findings));
    details.update(next, { open, sections, section });
  }

  return { element, update, focus: () => handle.focus() };
}

function label(made, words) {
  made.label.className = "unseen";
  made.label.textContent = words === "title" ? "Title" : "Summary";
  return made.label;
}

function about(item) {
  const said = [item.date, item.event && item.where, item.source].filter(Boolean);
  const marks = [item.hand && "by hand", item.changed.length > 0 && "changed by you", !item.keep && "left out"].filter(Boolean);
  return [said.join(" · "), ...marks.map((mark) => h("span", { className: "mark" }, mark))];
}

function arrows(event, key) {
  const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
  const still = event.target.matches?.("textarea, input, select") && !event.altKey;
  if (!(event.key in steps) || still || event.defaultPrevented) return;
  if (event.altKey && !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  event.stopPropagation();
  move(key, steps[event.key]);
}

function more(key) {
  const fields = MORE.map((one) => ({ ...one, made: field({ name: one.name, label: one.label, item: key }) }));
  const places = fields.map((one) =>
    h("div", { className: "line" }, one.made.label, one.hint ? h("span", { className: "hint" }, one.hint) : null, one.made.input),
  );
  const shown = picture(key);
  const id = fresh("section");
  const select = h("select", { id, onchange: () => to(key(), select.value) });
  const link = h("a", { className: "out-link", target: "_blank", rel: "noopener noreferrer" }, "Open the page");
  const back = h("button", { type: "button", className: "small", onclick: () => restore(key()).then(() => summary.focus()) }, "Restore what the source said");
  const gone = h("button", { type: "button", className: "small", onclick: () => remove(key()) }, "Delete");
  const summary = h("summary");
  const element = h(
    "details",
    { className: "more" },
    summary,
    h("div", { className: "fields" }, ...places, h("div", { className: "line" }, h("label", { for: id }, "Section"), select)),
    shown.element,
    h("div", { className: "buttons" }, link, back, gone),
  );

  function update(item, { open, sections, section }) {
    put(summary, item.event ? "When, where, link and more" : "Link and more", h("span", { className: "unseen" }, ` of ${item.title}`));
    fields.forEach((one, n) => {
      places[n].hidden = Boolean(one.events) && !item.event;
      one.made.update(item[one.name], open);
    });
    put(select, ...sections.map((one) => h("option", { value: one.id }, one.title)));
    select.value = section;
    select.disabled = back.disabled = gone.disabled = !open;
    link.hidden = !/^https?:/.test(item.url);
    if (!link.hidden) link.href = item.url;
    back.hidden = !item.said || item.changed.length === 0;
    gone.hidden = !item.hand && !item.key.includes("~");
    shown.update(item, open);
  }

  return { element, update };
}

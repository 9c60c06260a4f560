// The words on top: subject, preheader, introduction, each with its measure and what was found about it.
import { $, h, put } from "./dom.js";
import { field } from "./field.js";
import { findings } from "./findings.js";

const TEXTS = [
  { name: "subject", label: "Subject", measure: [20, 60], className: "subject" },
  { name: "preheader", label: "Preheader", measure: [35, 140] },
  { name: "intro", label: "Introduction", lines: true, note: "Markdown: **bold**, [words](https://...), a blank line between paragraphs" },
];

const made = TEXTS.map((text) => {
  const made = field({ ...text, placeholder: text.name === "intro" ? "A few words of your own at the top" : "" });
  const count = h("span", { className: "count" });
  const beside = h("div");
  const measure = () => {
    if (!text.measure) return;
    const n = made.input.value.trim().length;
    count.textContent = `${n} characters; ${text.measure[0]} to ${text.measure[1]} fit`;
    count.classList.toggle("off", n < text.measure[0] || n > text.measure[1]);
  };
  made.input.addEventListener("input", measure);
  const note = h("span", { className: "count" }, text.note ?? "");
  const place = h("div", { className: "text" }, h("div", { className: "head" }, made.label, text.note ? note : count), made.input, beside);
  return { ...text, made, beside, measure, place };
});

export function start() {
  put($("texts"), ...made.map((text) => text.place));
}

export function texts(state) {
  $("texts").hidden = !state.sections || !state.exists;
  if (!state.sections) return;
  for (const text of made) {
    text.made.update(state[text.name] ?? "", state.open && !state.broken);
    text.measure();
    put(text.beside, findings(state.beside?.[text.name] ?? []));
  }
}

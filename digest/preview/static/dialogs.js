// Native dialogs: each says what will happen before it does.
import { fresh, h } from "./dom.js";

// Opens a dialog and resolves with what was entered, or null when it was closed.
export function open({ title, body = [], yes, no = "Not now", ready = () => true, wide = false }) {
  return new Promise((done) => {
    const id = fresh("dialog");
    const go = h("button", { type: "submit", className: "main", value: "yes" }, yes ?? "");
    const form = h(
      "form",
      { method: "dialog" },
      h("h2", { id }, title),
      ...body,
      h("div", { className: "buttons" }, yes ? go : null, h("button", { type: "button", onclick: () => box.close("") }, no)),
    );
    const box = h("dialog", { "aria-labelledby": id, className: wide ? "wide" : "" }, form);
    const look = () => (go.disabled = !ready(form));
    form.addEventListener("input", look);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (ready(form)) box.close("yes");
    });
    box.addEventListener("close", () => {
      const said = box.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null;
      box.remove();
      done(said);
    });
    look();
    document.body.append(box);
    box.showModal();
  });
}

export const p = (...words) => h("p", {}, ...words);

export async function choose({ title, words, both, yes, no }) {
  const shown = both.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text || "(nothing)")));
  return (await open({ title, body: [p(words), h("dl", { className: "both" }, ...shown)], yes, no })) !== null;
}

export function input({ name, label, value = "", type = "text", hint = "", required = false, lines = 0 }) {
  const id = fresh(name);
  const properties = { id, name, required, autocomplete: "off" };
  const control = lines ? h("textarea", { ...properties, rows: lines }) : h("input", { ...properties, type });
  control.value = value;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { className: "line" },
    h("label", { for: id }, label),
    hint ? h("p", { className: "hint", id: `${id}-hint` }, hint) : null,
    control,
  );
}

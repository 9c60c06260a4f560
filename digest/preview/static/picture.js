// The picture of an item: an address, and always words for those who do not see it.
import { h } from "./dom.js";
import { input } from "./dialogs.js";
import { edit, failed } from "./store.js";
import { say } from "./status.js";

export function picture(key) {
  const lines = [
    input({ name: "url", label: "Picture", hint: "https://..." }),
    input({ name: "alt", label: "What it shows", hint: "for readers who do not see it; needed" }),
    input({ name: "width", label: "Width in pixels" }),
    input({ name: "height", label: "Height in pixels" }),
  ];
  const [url, alt, width, height] = lines.map((line) => line.querySelector("input"));
  const all = { url, alt, width, height };
  let known = "";
  const element = h("div", { className: "fields picture" }, ...lines);

  async function save() {
    const value = Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one.value.trim()]));
    const words = JSON.stringify(value);
    if (words === known) return;
    const empty = !value.url && !value.alt;
    alt.setAttribute("aria-invalid", String(Boolean(value.url) && !value.alt));
    if (!empty && !(value.url && value.alt)) {
      if (value.url) say("say what the picture shows, then it is saved");
      return;
    }
    known = words;
    try {
      if (empty) await edit({ do: "write", item: key(), field: "picture", value: null });
      else await edit({ do: "write", item: key(), field: "picture", value });
    } catch (problem) {
      await failed(problem);
    }
  }

  element.addEventListener("change", save);

  return {
    element,
    update(item, open) {
      const said = Object.fromEntries(Object.keys(all).map((name) => [name, item.picture?.[name] ?? ""]));
      for (const [name, one] of Object.entries(all)) {
        one.readOnly = !open;
        if (document.activeElement !== one && JSON.stringify(said) !== known) one.value = said[name];
      }
      known = JSON.stringify(said);
    },
  };
}

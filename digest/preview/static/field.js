// A field that saves itself: while its writer pauses, and when they leave it.
import { fresh, h } from "./dom.js";
import { edit, failed, refresh, state } from "./store.js";
import { choose } from "./dialogs.js";

const PAUSE = 350;
const grows = CSS.supports("field-sizing", "content");

// What is not saved yet is not lost without a question.
addEventListener("beforeunload", (event) => document.querySelector("[data-dirty]") && event.preventDefault());

export function field({ name, label, item = () => "", lines = false, className = "", hint = "", placeholder = "" }) {
  const id = fresh(name);
  const input = h("textarea", { id, rows: 1, className, placeholder, spellcheck: true, "data-field": name });
  const made = { input, label: h("label", { for: id }, label), value: "" };
  Object.defineProperty(made, "dirty", { get: () => "dirty" in input.dataset, set: (on) => (on ? (input.dataset.dirty = "") : delete input.dataset.dirty) });
  let timer;
  let tag = fresh("typing");
  if (hint) input.setAttribute("aria-describedby", hint);

  made.update = (value, open = true) => {
    made.value = value;
    input.readOnly = !open;
    if (!made.dirty && input.value !== value) {
      const at = input.selectionStart;
      input.value = value;
      if (document.activeElement === input) input.setSelectionRange(at, at);
    }
    grow();
  };

  function grow() {
    if (grows) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  }

  async function save(force = false) {
    clearTimeout(timer);
    if (!made.dirty) return;
    const value = input.value;
    try {
      const wanted = { do: "write", field: name, value };
      if (item()) wanted.item = item();
      if (force) await refresh();
      await edit(wanted, { tag, quiet: document.activeElement === input });
      made.dirty = input.value !== value;
    } catch (problem) {
      if (!problem.conflict) {
        await failed(problem);
        return;
      }
      made.dirty = false;
      const mine = await choose({
        title: `Somebody changed this ${label.toLowerCase()} meanwhile`,
        words: "The file was changed outside this page. Which of the two stays?",
        both: [["In the file", problem.conflict.theirs], ["Yours", problem.conflict.yours]],
        yes: "Take mine",
        no: "Keep what is in the file",
      });
      await refresh();
      if (!mine) return;
      input.value = value;
      made.dirty = true;
      await save(true);
    }
  }

  input.addEventListener("input", () => {
    made.dirty = true;
    grow();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  input.addEventListener("change", () => save());
  input.addEventListener("blur", () => (tag = fresh("typing")));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !lines && !event.isComposing) {
      event.preventDefault();
      save();
    }
    if (event.key === "Escape" && made.dirty && state()) {
      made.dirty = false;
      clearTimeout(timer);
      made.update(made.value);
    }
  });
  made.save = save;
  return made;
}

// What cannot be read: the file, the line, the remedy, and a place to mend it.
import { $, h, put } from "./dom.js";
import { open } from "./dialogs.js";
import { edit, failed } from "./store.js";

let told = "";

export function problems(state) {
  const words = JSON.stringify([state.problems, state.version]);
  if (words === told) return;
  told = words;
  put($("problems"), state.problems?.length ? panel(state) : null);
}

function panel(state) {
  const mend = h("button", { type: "button", className: "main", onclick: () => mending(state) }, "Mend it here");
  return h(
    "div",
    { className: "problems", role: "alert" },
    h("h3", {}, state.problems.length === 1 ? "Something cannot be read" : `${state.problems.length} things cannot be read`),
    h("p", {}, "Below and beside stands the edition as it was before. It comes back live once this is mended."),
    ...state.problems.map(one),
    state.broken !== null && state.open && state.problems.some((problem) => problem.file === state.file) ? mend : null,
  );
}

function one(problem) {
  const place = problem.file ? `${problem.file}${problem.line ? `, line ${problem.line}` : ""}` : "";
  const rows = problem.lines.map((line) =>
    h("li", { value: line.number, className: line.marked ? "marked" : "" }, h("code", {}, line.text || " "), line.marked ? h("span", { className: "unseen" }, " (this line)") : null),
  );
  return h("div", { className: "problem" }, h("p", {}, h("strong", {}, place), place ? ": " : "", problem.message), rows.length ? h("ol", { className: "lines", tabindex: "0", "aria-label": place }, ...rows) : null);
}

async function mending(state) {
  const line = state.problems[0]?.line ?? 1;
  const text = h("textarea", { name: "text", rows: 18, className: "file", spellcheck: false, id: "file", wrap: "off" });
  text.value = state.broken;
  const shown = open({ title: `Mend ${state.file}`, body: [h("label", { for: "file" }, `Line ${line}: ${state.problems[0]?.message ?? ""}`), text], yes: "Save", wide: true });
  const from = state.broken.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const end = state.broken.indexOf("\n", from);
  text.focus();
  text.setSelectionRange(from, end < 0 ? state.broken.length : end);
  text.scrollTop = Math.max(0, (line - 6) * 20);
  const said = await shown;
  if (!said) return;
  await edit({ do: "text", value: said.text.replaceAll("\r\n", "\n") }).catch(failed);
}

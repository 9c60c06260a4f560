// Where the edition stands: the chip above, why it cannot change, and the first step of an empty one.
import { $, h, put } from "./dom.js";
import { failed, verb } from "./store.js";
import { findings } from "./findings.js";

let told = "";
const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export function notice(state) {
  put($("state"), state.exists === false ? "no draft yet" : (state.state ?? ""));
  $("state").dataset.state = state.state;
  put($("sends"), state.sends ? `goes out ${state.sends}` : "");
  const words = JSON.stringify([state.exists, state.open, state.closed, state.reopens]);
  if (words !== told) put($("notice"), state.exists ? closed(state) : empty(state)); // a button in somebody's hand stays
  told = words;
  put($("summary"), state.exists && state.findings ? found(state) : null);
}

function closed(state) {
  if (!state.closed) return null;
  const reopen = h("button", { type: "button", onclick: () => verb("reopen").then(() => $("approve").focus(), failed) }, "Take the approval back");
  return h("div", { className: "notice" }, h("p", {}, `${state.closed}.`), state.reopens ? reopen : null);
}

function empty(state) {
  if (!state.open) return closed(state);
  return h(
    "div",
    { className: "notice" },
    h("p", {}, "There is no draft of this edition yet. Gather reads every source into one; or begin with nothing in it."),
    h("div", { className: "buttons" }, h("button", { type: "button", className: "main", onclick: () => $("gather").click() }, "Gather"), h("button", { type: "button", onclick: () => verb("start").then(() => document.querySelector("#texts textarea").focus(), failed) }, "Begin with an empty draft")),
  );
}

function found(state) {
  const parts = [state.blocks && `${count(state.blocks, "thing stops", "things stop")} the approval`, state.warns && `${count(state.warns, "thing", "things")} to look at`].filter(Boolean);
  const words = parts.length ? parts.join(", ") : "Nothing stands in the way of an approval";
  return h("div", { className: `verdict ${state.blocks ? "block" : state.warns ? "warn" : "fine"}` }, h("p", {}, words), findings(state.findings));
}

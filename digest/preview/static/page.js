// Puts the page together, and keeps it as the files are.
import { $ } from "./dom.js";
import { base, GONE } from "./api.js";
import * as texts from "./texts.js";
import * as arrival from "./arrival.js";
import * as actions from "./actions.js";
import * as leftOut from "./left-out.js";
import { notice } from "./notice.js";
import { outline } from "./outline.js";
import { problems } from "./problems.js";
import { refresh, show, state, watch } from "./store.js";
import { say } from "./status.js";

for (const look of [notice, problems, texts.texts, outline, leftOut.leftOut, arrival.arrival, actions.actions]) watch(look);
texts.start();
leftOut.start();
actions.start();
arrival.start(() => show());

for (const name of ["outline", "arrival"]) {
  $(`show-${name}`).addEventListener("click", () => {
    document.body.dataset.shows = name;
    for (const other of ["outline", "arrival"]) $(`show-${other}`).setAttribute("aria-pressed", String(other === name));
  });
}

const menu = document.querySelector("details.menu");
menu.addEventListener("keydown", (event) => {
  if (event.key === "Escape") menu.open = false;
});
document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));

const live = new EventSource(`${base}/live`);
let away = false;
live.addEventListener("changed", ({ data }) => {
  if (away) say("the program answers again");
  away = false;
  if (state()?.rendered !== data || state().problems.length) refresh().catch(() => {});
});
live.addEventListener("error", () => {
  if (!away) say(GONE, { alarm: true, stays: true });
  away = true;
});
await refresh();
document.body.dataset.ready = "yes";

// What is known of the edition, and the one line in which changes wait for each other.
import { get, post } from "./api.js";
import { say } from "./status.js";

let known = null;
let line = Promise.resolve();
const watchers = [];

export const state = () => known;
export const watch = (look) => watchers.push(look);

export function show(next = known) {
  known = next;
  for (const look of watchers) look(known);
}

function inLine(work) {
  const done = line.then(work);
  line = done.catch(() => {});
  return done;
}

export const refresh = () => inLine(async () => show(await get("state")));

// Sends one edit, made on what is shown; the answer is the edition after it.
export function edit(wanted, { tag = "", quiet = false } = {}) {
  return inLine(async () => {
    const next = await post("edit", { version: known.version, edit: wanted, tag });
    show(next);
    if (next.told) say(next.told);
    else if (!quiet) say("Saved");
    return next;
  });
}

export function verb(name, body = {}) {
  return inLine(async () => {
    const next = await post(name, { version: known.version, ...body });
    show(next);
    if (next.told) say(next.told);
    return next;
  });
}

// Tells what went wrong, and shows what is there now.
export async function failed(problem) {
  say(problem.message, { alarm: true, stays: problem.gone });
  await refresh().catch(() => {});
}

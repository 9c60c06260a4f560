// The buttons above: each says what it will do, then does it.
import { $, h } from "./dom.js";
import { get } from "./api.js";
import { input, open, p } from "./dialogs.js";
import { failed, state, verb } from "./store.js";
import { say } from "./status.js";

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export function start() {
  $("undo").addEventListener("click", () => verb("undo").catch(failed));
  $("redo").addEventListener("click", () => verb("redo").catch(failed));
  $("gather").addEventListener("click", gather);
  $("test").addEventListener("click", test);
  $("propose").addEventListener("click", propose);
  $("approve").addEventListener("click", approve);
  document.addEventListener("keydown", keys);
}

export function actions(known) {
  const open = known.open && !known.broken;
  for (const name of ["undo", "redo"]) {
    const label = known[name];
    off(name, !known.open || !label);
    $(name).title = label ? `${name === "undo" ? "Take back" : "Do again"}: ${label}` : "";
  }
  off("gather", !open && known.exists);
  off("approve", !open || !known.exists);
  off("test", !known.exists);
  off("propose", !known.exists);
}

// Keys reach nothing on a button that is off: whoever stands there is led to the outline.
function off(name, disabled) {
  const held = disabled && document.activeElement === $(name);
  $(name).disabled = disabled;
  if (held) $("outline").focus({ preventScroll: true });
}

function keys(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (event.target.matches?.("textarea, input:not([type=radio]):not([type=checkbox])")) return;
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  const again = key === "y" || event.shiftKey;
  if (state()?.[again ? "redo" : "undo"]) verb(again ? "redo" : "undo").catch(failed);
}

async function gather() {
  const known = state();
  const words = `Reads ${count(known.sources, "source", "sources")} again. What is new comes in; what you changed, moved or left out stays as it is.`;
  const said = await open({ title: "Gather again", body: [p(words)], yes: "Gather" });
  if (!said) return;
  say("reading the sources…");
  $("gather").setAttribute("aria-busy", "true");
  try {
    const { told, details = [] } = await verb("gather");
    const list = details.length ? h("ul", {}, ...details.map((line) => h("li", {}, line))) : null;
    if (list) await open({ title: "Gathered", body: [p(told), list], no: "Close" });
  } catch (problem) {
    await failed(problem);
    await open({ title: "Nothing was gathered", body: problem.message.split("\n").map((line) => p(line)), no: "Close" });
  } finally {
    $("gather").removeAttribute("aria-busy");
  }
}

async function test() {
  const known = state();
  const ready = known.test_to;
  const words = ready
    ? "Sends one marked copy of what you see to the address in DIGEST_TEST_TO. No reader gets anything."
    : "Nobody is named to send it to yet: write DIGEST_TEST_TO=you@your.council into the file .env of the newsletter's folder.";
  const said = await open({ title: "Send a test", body: [p(words)], yes: ready ? "Send one copy" : undefined, no: ready ? "Not now" : "Close" });
  if (said) await verb("test").catch(failed);
}

async function propose() {
  let found;
  try {
    found = await get("proposal");
  } catch (problem) {
    return failed(problem);
  }
  if (!found.url) return void (await open({ title: "Propose on GitHub", body: [p(`Not possible yet: ${found.why}.`)], no: "Close" }));
  const words = `Copies ${state().file} and opens its page in ${found.repository}, branch ${found.branch}. There: select all, paste, and choose “Propose changes”.`;
  const said = await open({ title: "Propose on GitHub", body: [p(words), h("p", { className: "hint" }, found.url)], yes: "Copy and open GitHub" });
  if (!said) return;
  const copied = await navigator.clipboard.writeText(found.text).then(() => true, () => false);
  window.open(found.url, "_blank", "noopener");
  say(copied ? "copied: paste it on GitHub" : "could not copy: open the file and copy it yourself", { alarm: !copied });
}

async function approve() {
  const known = state();
  const blocking = known.blocks > 0;
  const all = [...known.findings, ...Object.values(known.beside).flat(), ...known.sections.flatMap((one) => one.items.flatMap((item) => item.findings))];
  const who = known.readers === null ? "The list at SendGrid" : count(known.readers, "reader", "readers");
  const body = blocking
    ? [p(`Not yet: ${count(known.blocks, "thing stops", "things stop")} it.`), h("ul", {}, ...all.filter((one) => one.level === "block").map((one) => h("li", {}, one.message)))]
    : [
        p(`Freezes exactly what you see. Nothing is sent now: ${who} will get it on ${known.sends}, when the schedule sends it. Any change after this needs a new approval.`),
        known.warns ? p(`${count(known.warns, "thing is", "things are")} worth another look; none of them stops it.`) : null,
        input({ name: "by", label: "Your name", value: localStorage.getItem("editor") ?? "", required: true }),
      ];
  const said = await open({ title: `Approve ${known.edition}`, body, yes: blocking ? undefined : "Approve", no: blocking ? "Close" : "Not now", ready: (form) => form.checkValidity() });
  if (!said) return;
  localStorage.setItem("editor", said.by);
  await verb("approve", { by: said.by }).catch(failed);
}

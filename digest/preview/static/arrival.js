// The edition as it arrives; a new rendering takes the place of the old one only when it is there.
import { $, calm, h, put } from "./dom.js";
import { base } from "./api.js";

const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const WIDE = 680;
const stage = $("stage");
let frame = null;
let wanted = "";
let view = "desktop";

export function start(show) {
  for (const radio of document.querySelectorAll("input[name=view]")) {
    radio.addEventListener("change", () => {
      view = radio.value;
      stage.dataset.view = view;
      show();
    });
  }
  $("pictures").addEventListener("change", show);
  new ResizeObserver(fit).observe(stage);
  $("outline").addEventListener("focusin", (event) => lead(event.target.closest("li.item")));
}

export function arrival(state) {
  put($("inbox-subject"), state.subject || "(no subject)");
  put($("inbox-preheader"), state.preheader ?? "");
  put($("inbox-sender"), (state.sender ?? "").replace(/\s*<.*/, ""));
  put($("readers"), readers(state));
  size(state.size);
  const address = `${base}/frame/${view}?v=${state.rendered}&pictures=${$("pictures").checked ? 1 : 0}`;
  if (!state.size) return put(stage);
  if (address !== wanted) load(address);
}

function load(address) {
  const same = frame && wanted.split("?")[0] === address.split("?")[0];
  wanted = address;
  const name = document.querySelector("input[name=view]:checked + span").textContent;
  const next = h("iframe", { sandbox: SANDBOX, src: address, title: `The edition: ${name}`, className: "coming" });
  next.addEventListener("load", () => {
    if (wanted !== address) return next.remove();
    const top = same ? (frame.contentDocument?.scrollingElement?.scrollTop ?? 0) : 0;
    frame?.remove();
    frame = next;
    next.classList.remove("coming");
    fit();
    next.contentDocument?.scrollingElement?.scrollTo({ top, behavior: "instant" });
    stage.dataset.shown = address;
  });
  stage.append(next);
}

// A pane narrower than an email shows it smaller, not as a phone would.
function fit() {
  if (!frame) return;
  const { width, height } = stage.getBoundingClientRect();
  const narrow = view !== "phone" && view !== "text" && width < WIDE;
  const scale = narrow ? width / WIDE : 1;
  frame.style.width = narrow ? `${WIDE}px` : "";
  frame.style.height = narrow ? `${height / scale}px` : "";
  frame.style.transform = narrow ? `scale(${scale})` : "";
}

// Shows in the edition what is being worked on in the outline.
function lead(item) {
  const page = frame?.contentDocument;
  if (!item?.dataset.url || !page) return;
  const link = [...page.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === item.dataset.url);
  link?.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
}

function readers(state) {
  if (state.readers === undefined) return "";
  if (state.readers === null) return "The list of readers is kept at SendGrid";
  return h("span", {}, h("strong", {}, String(state.readers)), state.readers === 1 ? " reader gets it" : " readers get it");
}

function size(known) {
  if (!known) return put($("size"));
  const share = Math.round((known.bytes / known.limit) * 100);
  const meter = h("meter", { min: 0, max: known.limit, low: known.limit * 0.8, high: known.limit * 0.95, optimum: 0, value: known.bytes, id: "meter" });
  const words = `${Math.round(known.bytes / 1024)} of the ${Math.round(known.limit / 1024)} KB that Gmail shows`;
  put($("size"), h("label", { for: "meter" }, words), meter, h("span", { className: "unseen" }, `${share} per cent`));
}

// Dragging with a mouse, a pen or a finger: a line shows where the item will stand.
import { $, h } from "./dom.js";
import { place } from "./moves.js";

const NEAR = 60;

export function grip(handle, element) {
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || handle.disabled) return;
    handle.setPointerCapture(event.pointerId);
    const line = h("li", { className: "drop", "aria-hidden": "true" });
    let target = null;
    let moved = false;

    function follow(at) {
      if (!moved && Math.abs(at.clientY - event.clientY) < 5) return;
      moved = true;
      element.classList.add("dragged");
      if (at.clientY < NEAR + 60) scrollBy(0, -12);
      if (at.clientY > innerHeight - NEAR) scrollBy(0, 12);
      target = under(at.clientY, element);
      if (target) target.list.insertBefore(line, target.before);
    }

    function end(at) {
      handle.removeEventListener("pointermove", follow);
      element.classList.remove("dragged");
      line.remove();
      if (moved && target && at.type === "pointerup") {
        const before = target.before?.dataset.key ?? null;
        if (before !== element.dataset.key) place(element.dataset.key, target.list.dataset.section, before);
      }
    }

    handle.addEventListener("pointermove", follow);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  });
}

// Returns the list and the item before which something let go at this height would stand.
function under(y, dragged) {
  const lists = [...$("sections").querySelectorAll("ol[data-section]")];
  const list = lists.findLast((one) => one.closest("section").getBoundingClientRect().top <= y) ?? lists[0];
  if (!list) return null;
  const items = [...list.querySelectorAll("li.item")].filter((item) => item !== dragged);
  const before = items.find((item) => {
    const { top, height } = item.getBoundingClientRect();
    return y < top + height / 2;
  });
  return { list, before: before ?? null };
}

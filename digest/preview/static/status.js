// One line that is shown and spoken: what was saved, moved or refused.
import { $ } from "./dom.js";

let timer;

export function say(words, { alarm = false, stays = false } = {}) {
  const place = $("status");
  place.textContent = "";
  place.classList.toggle("alarm", alarm);
  clearTimeout(timer);
  requestAnimationFrame(() => {
    place.textContent = words.charAt(0).toUpperCase() + words.slice(1);
    place.classList.add("there");
  });
  if (!stays) timer = setTimeout(() => place.classList.remove("there"), alarm ? 9000 : 2600);
}

// Elements from names, properties and children; text is always text.
export function h(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && !key.startsWith("aria") && typeof value !== "string") made[key] = value;
    else made.setAttribute(key === "className" ? "class" : key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const $ = (id) => document.getElementById(id);

export function put(place, ...children) {
  place.replaceChildren(...children.flat().filter(Boolean));
}

let number = 0;
export const fresh = (name) => `${name}-${(number += 1)}`;

// Brings a list's elements into order, moving only those that stand wrong.
export function arrange(list, wanted) {
  const kept = new Set(wanted);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((element, place) => {
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// An item of the editor's own: by hand, or from an address whose page is asked what it is called.
import { h } from "./dom.js";
import { input, open } from "./dialogs.js";
import { post } from "./api.js";
import { edit, failed } from "./store.js";
import { say } from "./status.js";

export async function add(section) {
  const events = section.shows === "events";
  const title = input({ name: "title", label: "Title", required: true });
  const summary = input({ name: "summary", label: "Summary", lines: 3 });
  const status = h("p", { className: "hint", role: "status" });
  const url = input({ name: "url", label: "Address", type: "url", hint: "Paste it, and the page tells its title and summary" });
  const ask = h("button", { type: "button", className: "small" }, "Fetch title and summary");
  const link = url.querySelector("input");
  let asked = "";

  async function look() {
    const given = link.value.trim();
    if (!given || given === asked) return;
    asked = given;
    status.textContent = "Asking the page…";
    try {
      const said = await post("look-up", { url: given });
      link.value = said.url;
      asked = said.url;
      for (const [place, words] of [[title, said.title], [summary, said.summary]]) {
        const control = place.querySelector("input, textarea");
        if (!control.value && words) control.value = words;
      }
      status.textContent = said.title ? `It is called “${said.title}”` : "The page does not say what it is called: write a title";
      title.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (problem) {
      status.textContent = problem.message;
    }
  }

  ask.addEventListener("click", look);
  link.addEventListener("paste", () => setTimeout(look));
  const more = events
    ? [
        input({ name: "when", label: "When", required: true, hint: "2026-12-10 15:00-17:00, or 2026-12-10 for the whole day" }),
        input({ name: "where", label: "Where", hint: "a place, or Online" }),
        input({ name: "rsvp", label: "Where to book", hint: "https://... or mailto:..." }),
      ]
    : [];
  const said = await open({
    title: `Add to ${section.title}`,
    body: [url, ask, status, title, summary, ...more],
    yes: "Add",
    ready: (form) => form.checkValidity(),
  });
  if (!said) return;
  try {
    await edit({ do: "add", section: section.id, fields: said }, { quiet: true });
    say(`${said.title} is in ${section.title}`);
  } catch (problem) {
    await failed(problem);
  }
}

// Renders a file of MJML with npm's mjml whenever its path comes in as a line; answers with the milliseconds it took.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [folder] = process.argv.slice(2);
const mjml = createRequire(`${folder}/`)("mjml");
const render = mjml.default ?? mjml;

for await (const file of createInterface({ input: process.stdin })) {
  const source = readFileSync(file, "utf8");
  const began = performance.now();
  const { html } = await render(source);
  if (!html.includes("</html>")) throw new Error("mjml made no HTML");
  console.log(performance.now() - began);
}

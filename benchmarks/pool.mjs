// Sends an edition with nodemailer's pool: node pool.mjs FOLDER PORT READERS [raw]; composes each message unless raw.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, port, readers, raw] = process.argv.slice(2);
const nodemailer = createRequire(`${folder}/`)("nodemailer");
const [html, text] = ["email.html", "email.txt"].map((name) => readFileSync(`${folder}/${name}`, "utf8"));
const pool = nodemailer.createTransport({
  host: "127.0.0.1", port: Number(port), pool: true, maxConnections: 10, maxMessages: Infinity, ignoreTLS: true,
});
let next = 0;

async function lane() {
  while (next < Number(readers)) {
    const number = next++;
    const [from, to] = ["digest@seventy.example", `reader${number}@council${number % 400}.example`];
    const list = { unsubscribe: `https://people.seventy.example/u/${number}` };
    await pool.sendMail(
      raw
        ? { envelope: { from, to }, raw: `From: ${from}\r\nTo: ${to}\r\n\r\n${html}${text}` }
        : { from, to, subject: "What is on in December", html, text, list },
    );
  }
}

await Promise.all(Array.from({ length: 10 }, lane));
pool.close();

// Questions to the program on this machine; every change carries this run's token.
const { token } = document.body.dataset;
export const base = location.pathname.replace(/\/$/, "");

export const GONE = "the program does not answer: start digest preview again and open the address that it prints";

export class Refused extends Error {
  constructor(words, answer = {}) {
    super(words);
    this.conflict = answer.conflict;
    this.gone = answer.gone;
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`${base}/${path}`, options);
  } catch {
    throw new Refused(GONE, { gone: true });
  }
  const said = await answer.json().catch(() => ({ error: `the program answered ${answer.status}` }));
  if (!answer.ok) throw new Refused(said.error ?? `the program answered ${answer.status}`, said);
  return said;
}

export const get = (path) => ask(path);

export const post = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-digest-token": token },
    body: JSON.stringify(body),
  });

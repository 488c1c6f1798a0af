/** The client's words, without a browser: complete in both languages, for every code, and where a page quotes them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SAME_IN_BOTH = new Set(["No"]);
const OF_THE_CLIENT = ["NETWORK", "OTHER"];
let server, en, es;

before(async () => {
  server = await createServer({ root: ROOT, logLevel: "error", server: { middlewareMode: true, ws: false }, optimizeDeps: { noDiscovery: true } });
  ({ en } = await server.ssrLoadModule("/src/text/en.ts"));
  ({ es } = await server.ssrLoadModule("/src/text/es.ts"));
});
after(() => server?.close());

/** Each text by its path; what is said of something is said of one and of several. */
function said(texts, path = "") {
  return Object.entries(texts).flatMap(([key, value]) => {
    const place = path ? `${path} > ${key}` : key;
    if (typeof value === "object") return said(value, place);
    return [[place, typeof value === "function" ? `${value(1)} | ${value(2)}` : value]];
  });
}

const page = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");

test("both languages have the same texts, in the same order, and none is empty", () => {
  assert.deepEqual(said(es).map(([place]) => place), said(en).map(([place]) => place));
  const empty = [...said(en), ...said(es)].filter(([, text]) => !text.trim() || /undefined|\[object/.test(text));
  assert.deepEqual(empty, []);
});

test("nothing was left in English", () => {
  const english = new Map(said(en));
  assert.deepEqual(said(es).filter(([place, text]) => english.get(place) === text && !SAME_IN_BOTH.has(text)), []);
});

test("what is said of a number or a name names it, in both languages", () => {
  for (const texts of [en, es]) {
    const told = said(texts).filter(([, text]) => text.includes(" | "));
    assert.ok(told.length > 10);
    for (const [place, text] of told) assert.match(text.split(" | ")[1], /2/, place);
  }
});

test("every code that a person can mend has a text, and no text is for a code that there is not", () => {
  const [people, answers] = page("docs/clients.md").split("\n## Errors\n")[1].split("### `errors` of the answer");
  const codes = (part) => [...part.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  assert.ok(codes(people).length > 5);
  assert.deepEqual(codes(people).filter((code) => !(code in en.errors)), []);
  const known = new Set([...codes(people), ...codes(answers), ...OF_THE_CLIENT]);
  assert.deepEqual(Object.keys(en.errors).filter((code) => !known.has(code)), []);
});

test("what pages quote of the client is there", () => {
  const english = said(en).map(([, text]) => text).join("\n");
  const quoted = ["examples/web/README.md", "docs/clients.md"].flatMap((name) => [...page(name).matchAll(/"([A-Z][a-z]*(?: [A-Za-z]+)+)"/g)].map(([, text]) => text));
  const titles = quoted.filter((text) => /^(I |Add |Your |Who )/.test(text));
  assert.ok(titles.includes("Add New Patient"));
  assert.deepEqual(titles.filter((text) => !english.includes(text)), []);
});

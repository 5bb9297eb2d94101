import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./scripts.mjs";

await load("text.js");
await load("table.js");
const { readKey, compare } = globalThis.kb.table;
const cell = (text, sort) => ({ dataset: sort === undefined ? {} : { sort }, textContent: text, querySelector: () => null });
const sorted = (...cells) => cells.map((made) => [made.textContent, readKey(made)]).sort(([, a], [, b]) => compare(a, b)).map(([text]) => text);

test("numbers are sorted as numbers", () => {
  assert.deepEqual(sorted(cell("1,000", "1000"), cell("20", "20"), cell("-3", "-3"), cell("0.5", "0.5")), ["-3", "0.5", "20", "1,000"]);
});

test("dates by their first day, then by their last", () => {
  const days = [cell("2022", "2022-01-01/2022-12-31"), cell("1 January 2022", "2022-01-01"), cell("1999", "1999-01-01/1999-12-31")];
  assert.deepEqual(sorted(...days), ["1999", "1 January 2022", "2022"]);
});

test("words by letters, whatever stands around them, and numbers in them as numbers", () => {
  assert.deepEqual(sorted(cell("Volume 10"), cell("[Uzbekistan]"), cell("Ukraine"), cell("Volume 9")), ["Ukraine", "[Uzbekistan]", "Volume 9", "Volume 10"]);
});

test("what is empty comes last", () => {
  assert.deepEqual(sorted(cell("–"), cell("a"), cell("·", ""), cell("1", "1")).slice(0, 2), ["1", "a"]);
});

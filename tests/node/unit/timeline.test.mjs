// The window of the timeline: what an address asks for, and what the buttons do.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./scripts.mjs";

await load("timeline.js");
await load("sticky.js");
const { readWindow, change } = globalThis.kb.timeline;
const years = [1968, 1992, 1993, 2021, 2022, 2023];

test("an address asks for a year or for years", () => {
  assert.deepEqual(readWindow("2022", years), [4, 4]);
  assert.deepEqual(readWindow("1990-2021", years), [1, 3]);
  for (const text of ["2010", "nonsense", "2022-", null, undefined]) assert.equal(readWindow(text, years), null);
});

test("buttons move and resize the window within the years", () => {
  assert.deepEqual(change([4, 4], "earlier", 6), [3, 3]);
  assert.deepEqual(change([4, 4], "later", 6), [5, 5]);
  assert.deepEqual(change([5, 5], "later", 6), [5, 5]);
  assert.deepEqual(change([0, 1], "earlier", 6), [0, 1]);
  assert.deepEqual(change([3, 4], "later", 6), [4, 5]);
  assert.deepEqual(change([4, 4], "wider", 6), [3, 5]);
  assert.deepEqual(change([0, 5], "wider", 6), [0, 5]);
  assert.deepEqual(change([3, 5], "narrower", 6), [4, 4]);
  assert.deepEqual(change([3, 4], "narrower", 6), [4, 4]);
  assert.deepEqual(change([4, 4], "narrower", 6), [4, 4]);
  assert.deepEqual(change([4, 4], "all", 6), [0, 5]);
});

test("a wide table says how many columns are beside", () => {
  const { countBeside, besideWords, moved } = globalThis.kb.sticky;
  assert.equal(countBeside([100, 200, 300.5, 400], 300), 1);
  assert.equal(besideWords(1), "1 more column →");
  assert.equal(besideWords(3), "3 more columns →");
  assert.equal(moved(-50, 400, 0), 50);
  assert.equal(moved(20, 400, 0), 0);
  assert.equal(moved(-500, 400, 40), 400);
});

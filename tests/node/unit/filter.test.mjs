import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./scripts.mjs";

await load("text.js");
await load("filter.js");
const { foldText } = globalThis.kb;
const { fits, countWords } = globalThis.kb.filter;
const row = { state: "armenia belarus", vote: "abstained" };
const isIn = (wanted, text = "") => fits(Object.entries(wanted), row, () => foldText(text));

test("a choice is one of the words of an item", () => {
  assert.ok(isIn({}));
  assert.ok(isIn({ state: "armenia" }));
  assert.ok(isIn({ state: "belarus", vote: "abstained" }));
  assert.ok(!isIn({ state: "armenia", vote: "against" }));
  assert.ok(!isIn({ state: "arm" }), "a part of a word is no choice");
  assert.ok(!isIn({ question: "any" }), "what an item does not say it is not");
});

test("words stand in any order, whatever their marks and capitals", () => {
  assert.ok(isIn({ q: "türkiye ANKARA" }, "Ankara, Turkiye"));
  assert.ok(isIn({ q: "  armenia " }, "Armenia"));
  assert.ok(!isIn({ q: "armenia belarus" }, "Armenia"));
});

test("what is written together stands together", () => {
  assert.ok(isIn({ q: "68/262" }, "A/RES/68/262 of the Assembly"));
  assert.ok(!isIn({ q: "68/262" }, "262 of 68"));
});

test("words are read only where they are asked for", () => {
  assert.ok(fits([["state", "armenia"]], row, () => assert.fail("read")));
});

test("how many are shown", () => {
  assert.equal(countWords(12, 12, "event", "events"), "12 events");
  assert.equal(countWords(1, 1, "event", "events"), "1 event");
  assert.equal(countWords(3, 12, "event", "events"), "3 of 12 events shown");
});

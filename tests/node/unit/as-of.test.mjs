import assert from "node:assert/strict";
import test from "node:test";
import { elements, load } from "./scripts.mjs";

await load("as-of-page.js");
await load("as-of.js");
const { standing, readDay } = globalThis.kb.asOf;

// From the first or last day on which it may have begun, to those on which it may have ended.
for (const [held, day, expected] of [
  ["1992-05-15/1992-05-15", "1992-05-14", "no"],
  ["1992-05-15/1992-05-15", "1992-05-15", "held"],
  ["1992-05-15/1992-05-15", "2026-01-01", "held"],
  ["1992-01-01/1992-12-31", "1991-12-31", "no"],
  ["1992-01-01/1992-12-31", "1992-06-01", "uncertain"],
  ["1992-01-01/1992-12-31", "1992-12-31", "held"],
  ["1992-01-01/1992-01-01/1999-04-02/1999-04-02", "1999-04-01", "held"],
  ["1992-01-01/1992-01-01/1999-04-02/1999-04-02", "1999-04-02", "no"],
  ["1992-01-01/1992-01-01/1999-01-01/1999-12-31", "1999-06-01", "uncertain"],
  ["1992-01-01/1992-01-01/1999-01-01/1999-12-31", "1999-12-31", "no"],
  ["//1999-04-02/1999-04-02", "1999-04-01", "uncertain"],
  ["//1999-04-02/1999-04-02", "1999-04-02", "no"],
]) {
  test(`${held} on ${day}: ${expected}`, () => assert.equal(standing(held, day), expected));
}

test("a day is read by the calendar", () => {
  assert.equal(readDay("2024-02-29").toISOString(), "2024-02-29T00:00:00.000Z");
  for (const text of ["2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-1-1", "today", "", "2024-02-29T00:00"]) {
    assert.equal(readDay(text), null, text);
  }
});

test("only a day of the site before today is chosen", () => {
  const { accept } = elements.get("kb-as-of").prototype;
  const header = { dataset: { from: "1992-01-01", to: "2026-11-23" } };
  assert.equal(accept.call(header, "1992-01-01"), "1992-01-01");
  assert.equal(accept.call(header, "2026-11-22"), "2026-11-22");
  for (const day of ["1991-12-31", "2026-11-23", "2020-02-30", "today", "<b>"]) assert.equal(accept.call(header, day), "", day);
});

test("the day stands in an address, and leaves it", () => {
  const { mark } = elements.get("kb-as-of").prototype;
  const address = () => new URL("https://example.org/states/?sort=name&as-of=2001-01-01#members");
  assert.equal(mark.call({ day: "1999-04-02" }, address()).href, "https://example.org/states/?sort=name&as-of=1999-04-02#members");
  assert.equal(mark.call({ day: "" }, address()).href, "https://example.org/states/?sort=name#members");
});

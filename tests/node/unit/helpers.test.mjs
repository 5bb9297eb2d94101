// Storage, clipboard and popovers never throw, whatever the browser forbids.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./scripts.mjs";

const forbid = (name, what = "forbidden") => Object.defineProperty(globalThis, name, { configurable: true, get: () => { throw new Error(what); } });
const give = (name, value) => Object.defineProperty(globalThis, name, { configurable: true, value });

forbid("localStorage");
forbid("sessionStorage");
await load("storage.js");
await load("elements.js");
await load("clipboard.js");
const { kb } = globalThis;

test("where storage is forbidden the page keeps the value itself", () => {
  kb.lasting.set("colour", "dark");
  assert.equal(kb.lasting.get("colour"), "dark");
  kb.lasting.set("colour", "");
  assert.equal(kb.lasting.get("colour"), "");
});

test("where storage is full the page keeps the value, and the storage no longer an older one", () => {
  const kept = new Map([["colour", "light"]]);
  const setItem = () => { throw new Error("QuotaExceededError"); };
  give("sessionStorage", { getItem: (key) => kept.get(key) ?? null, removeItem: (key) => kept.delete(key), setItem });
  kb.session.set("colour", "dark");
  assert.equal(kb.session.get("colour"), "dark");
  assert.equal(kept.size, 0);
});

test("copying says whether it succeeded, and never fails", async () => {
  give("navigator", { clipboard: { writeText: async () => {} } });
  assert.equal(await kb.copy("a"), true);
  give("navigator", { clipboard: { writeText: () => Promise.reject(new Error("NotAllowedError")) } });
  give("getSelection", () => null); // as in a frame that is not shown
  assert.equal(await kb.copy("a"), false);
  give("navigator", {});
  assert.equal(await kb.copy("a"), false);
});

test("copying by selection puts everything back, also where the browser refuses", async () => {
  const calls = [];
  give("navigator", {});
  document.body = { append: () => calls.push("append") };
  document.createElement = () => ({ append() {}, addEventListener() {}, remove: () => calls.push("remove") });
  document.execCommand = () => { throw new Error("refused"); };
  give("getSelection", () => ({ rangeCount: 1, getRangeAt: () => "range", selectAllChildren() {}, removeAllRanges() {}, addRange: (range) => calls.push(range) }));
  assert.equal(await kb.copy("a"), false);
  assert.deepEqual(calls, ["append", "remove", "range"]);
});

test("a browser without popovers opens none", () => {
  assert.equal(kb.popover.isKnown, false);
  assert.equal(kb.popover.open({}, { isConnected: true }), false);
  assert.equal(kb.popover.isOpen({}), false);
  kb.popover.close({});
});

test("nothing is placed beside what is not to be seen", () => {
  const popover = { style: {} };
  kb.popover.place(popover, { getClientRects: () => [] });
  assert.deepEqual(popover.style, {});
});

test("a popover lies below what it belongs to, within the window, or above where there is more room", () => {
  Object.assign(globalThis, { innerHeight: 500, scrollX: 0, scrollY: 100 });
  const popover = { style: {}, offsetWidth: 300, offsetHeight: 200 };
  kb.popover.place(popover, { getClientRects: () => [{ left: 900, top: 40, bottom: 60 }] });
  assert.deepEqual(popover.style, { left: "694px", top: "166px" });
  kb.popover.place(popover, { getClientRects: () => [{ left: 0, top: 400, bottom: 420 }] });
  assert.deepEqual(popover.style, { left: "6px", top: "294px" });
});

test("an element is made with properties, a role, or the name of a class alone", () => {
  document.createElement = (name) => ({ name, attributes: {}, setAttribute(key, value) { this.attributes[key] = value; }, append(...content) { this.content = content; } });
  const made = kb.element("p", { className: "kb-said", role: "status" }, "a", "b");
  assert.deepEqual([made.name, made.className, made.attributes, made.content], ["p", "kb-said", { role: "status" }, ["a", "b"]]);
  assert.equal(kb.element("p", "kb-said").className, "kb-said");
});

import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./scripts.mjs";

const { Names, distance, fold, splitWords } = await load("search-names.js");
const names = new Names([
  { title: "Armenia", names: ["Հայաստան", "Republic of Armenia"] },
  { title: "Kassym-Jomart Tokayev", names: ["Қасым-Жомарт Тоқаев"] },
  { title: "Kazakhstan", names: ["Қазақстан", "Казахстан"] },
  { title: "Türkiye", names: ["Turkey"] },
  { title: "China", names: ["中华人民共和国"] },
  { title: "Treaty of Armenia and Russia", names: [] },
]);
const titles = (text) => names.find(text).map(({ title }) => title);

test("letters are compared without marks and capitals", () => {
  assert.equal(fold("Türkiye"), "turkiye");
  assert.equal(fold("Gurbanguly’s"), "gurbangulys");
  assert.notEqual(fold("Қасым"), fold("Касым"));
  assert.deepEqual(splitWords("A/RES/68-262, of 2014"), ["a", "res", "68", "262", "of", "2014"]);
});

test("how many letters two words differ by", () => {
  for (const [one, other, limit, expected] of [
    ["armenia", "armenia", 2, 0],
    ["armenia", "armena", 2, 1],
    ["armenia", "amrenia", 2, 1],
    ["armenia", "armania", 2, 1],
    ["armenia", "belarus", 2, Infinity],
    ["a", "abcd", 2, Infinity],
    ["", "", 0, 0],
  ]) assert.equal(distance(one, other, limit), expected, `${one} ${other}`);
});

test("the whole name comes before words of it, and these before words that are only begun", () => {
  assert.deepEqual(titles("armenia"), ["Armenia", "Treaty of Armenia and Russia"]);
  assert.deepEqual(names.find("armenia").map(({ score }) => score), [0, 1]);
  assert.deepEqual(names.find("arm").map(({ score }) => score), [2, 2]);
  assert.deepEqual(titles("republic armenia"), ["Armenia"]);
});

test("any script and any of its names", () => {
  assert.deepEqual(titles("Հայաստան"), ["Armenia"]);
  assert.deepEqual(titles("казахстан"), ["Kazakhstan"]);
  assert.deepEqual(titles("turkiye"), ["Türkiye"]);
  assert.deepEqual(titles("人民"), ["China"], "a script without spaces hides the word");
  assert.equal(names.find("turkey")[0].name, "Turkey");
});

test("nothing is found of nothing", () => {
  for (const text of ["", "  ", "…", "zebra"]) assert.deepEqual(titles(text), [], text);
});

test("a misspelt word is mended where a name is near", () => {
  assert.equal(names.correct("Kazahstan"), "Kazakhstan");
  assert.equal(names.correct("amrenia"), "Armenia");
  assert.equal(names.correct("arm"), "", "short words are left alone");
  assert.equal(names.correct("armenia1"), "", "numbers are left alone");
  assert.equal(names.correct("zebrafish"), "");
  assert.ok(names.isBegun("tok"));
  assert.ok(!names.isBegun("okay"));
});

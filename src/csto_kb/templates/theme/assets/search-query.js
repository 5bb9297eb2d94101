// A query read: its words -> concepts, each with the words of the index that it stands for and their weights.
import { distance } from "./search-names.js";
import { fold, hasStemmer, loadStemmers, makeKey, makeKeyIn, splitWords } from "./search-words.js";

// Weights of what a word of a query may stand for; `tests/search/queries.tsv` is what they are chosen by.
const W = {
  group: 0.95, // a word that means the same
  about: 0.85, // what is about the record that the words name
  part: 0.7, // a word with the same beginning
  begun: 0.6, // a word that begins so
  mended: 0.5, // a word that is spelt like it
  mendedBeside: 0.35, // the same, beside words that are found
};
const BEGUN = 6; // words that a beginning is completed to
const PARTS = 512; // the number of the first name of a part of a document
const LONGEST = 300; // characters of a query that are looked at
const WORDS = 16; // words of a query that are looked at

const commonPrefix = (one, other) => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
};

export class QueryReader {
  // `index` is the `SearchIndex` whose words a query is looked up in.
  constructor(index) {
    this.index = index;
  }

  // The words of a query, with quoted phrases beside them.
  split(text) {
    const cut = text.slice(0, LONGEST);
    const phrases = [...cut.matchAll(/["“„«]([^"“”„«»]+)["”“»]/g)].map((match) => match[1].trim()).filter(Boolean);
    const words = splitWords(cut);
    return { words: words.slice(0, WORDS), phrases, isOpen: /[\p{L}\p{N}]$/u.test(cut) };
  }

  // What each word of a query is looked up by: groups of alternatives, each a key with a weight.
  async read(text) {
    const { words, phrases, isOpen } = this.split(text);
    await loadStemmers(text);
    const all = words.map((word) => ({ word, key: makeKey(word, this.index.ignored) }));
    const counted = all.filter(({ key }) => key);
    const concepts = counted.map(({ word, key }, place) => ({
      word, keys: [key], isLast: isOpen && place === counted.length - 1 && words[words.length - 1] === word, alternatives: [], groups: new Set(),
    }));
    await this.addGroups(concepts);
    const found = await Promise.all(concepts.map(async (concept) => this.addOwn(concept)));
    const isAnyFound = found.some(Boolean);
    await Promise.all(concepts.map((concept) => this.addSimilar(concept, isAnyFound)));
    await this.addRecords(concepts);
    for (const concept of concepts) {
      const counts = concept.alternatives.filter(({ weight }) => weight >= 0.7).map(({ postings }) => postings.count);
      const others = concept.alternatives.map(({ postings }) => postings.count);
      concept.rarity = others.length ? this.index.rarity(Math.max(...(counts.length ? counts : others))) : 0;
    }
    return { concepts, phrases };
  }

  // Adds the groups of words that mean the same: of one word, or of two or three together.
  async addGroups(concepts) {
    const scripts = this.index.entry.scripts.filter((script) => concepts.some(({ word }) => isOfScript(word, script)));
    for (const script of scripts) {
      const tables = await this.index.once(`words-${script}.json`);
      const languages = Object.keys(tables);
      const own = languages.filter((language) => !hasStemmer(language));
      for (const language of [...own, ...languages.filter(hasStemmer)]) {
        const open = concepts.filter((concept) => !concept.groups.size);
        if (!open.length) break;
        if (hasStemmer(language)) await loadStemmers("", [language]);
        const keys = concepts.map(({ word, keys: [key] }) => (hasStemmer(language) ? makeKeyIn(language, word) : key));
        this.lookUp(concepts, keys, tables[language], language === this.index.entry.language);
      }
    }
  }

  lookUp(concepts, keys, table, isOwn) {
    for (let length = Math.min(3, keys.length); length > 0; length -= 1) {
      for (let at = 0; at + length <= keys.length; at += 1) {
        const key = keys.slice(at, at + length).join(" ");
        const groups = Object.hasOwn(table, key) ? table[key] : isOwn || length > 1 ? null : findBegun(table, key);
        if (!groups) continue;
        for (const concept of concepts.slice(at, at + length)) {
          if (length > 1 && concept.groups.size) continue;
          for (const group of groups) concept.groups.add(group);
          concept.isTogether = length > 1;
        }
      }
    }
  }

  // Adds the word itself and its groups; whether anything has them.
  async addOwn(concept) {
    const own = await this.index.term(concept.keys[0]);
    if (own) concept.alternatives.push({ weight: concept.isTogether ? W.group * 0.6 : 1, postings: own });
    for (const group of concept.groups) {
      const postings = await this.index.term(`~${group}`);
      if (postings) concept.alternatives.push({ weight: W.group, postings });
    }
    concept.isFound = concept.alternatives.length > 0;
    return concept.isFound;
  }

  // Where nothing has a word: words that begin like it, then words spelt like it. A word that is still typed is completed too.
  async addSimilar(concept, isAnyFound) {
    const [key] = concept.keys;
    if (concept.isLast && key.length > 1) await this.addBegun(concept, fold(concept.word));
    if (concept.alternatives.length || /^\p{N}+$/u.test(key)) return;
    const near = await this.findNear(key);
    if (near) {
      concept.near = near;
      concept.alternatives.push({ weight: W.part, postings: await this.index.term(near) });
      return;
    }
    const mended = await this.mend(concept.word, isAnyFound);
    if (!mended) return;
    const postings = await this.index.term(makeKey(mended, this.index.ignored));
    if (!postings) return;
    concept.mended = mended;
    concept.near = makeKey(mended, this.index.ignored);
    concept.alternatives.push({ weight: isAnyFound ? W.mendedBeside : W.mended, postings });
  }

  async addBegun(concept, beginning) {
    const found = [];
    const first = this.index.pieceOf(beginning);
    for (const number of [first, first + 1]) {
      for (const [key, packed] of Object.entries(await this.index.piece(number))) {
        if (key !== concept.keys[0] && key.startsWith(beginning)) found.push([key, packed]);
      }
    }
    found.sort(([one, a], [other, b]) => (b[2] ? 1 : 0) - (a[2] ? 1 : 0) || b[0] - a[0] || (one < other ? -1 : 1));
    const weight = concept.isFound ? W.begun / 2 : W.begun;
    for (const [, packed] of found.slice(0, BEGUN)) concept.alternatives.push({ weight, postings: this.index.unpack(packed) });
  }

  // The word that has the longest beginning in common with one of another form: Հայաստան for Հայաստանից.
  async findNear(key) {
    if (key.length < 4) return "";
    const at = this.index.pieceOf(key);
    let [best, length] = ["", 0];
    for (const number of [at - 1, at]) {
      for (const other of Object.keys(await this.index.piece(number))) {
        const common = commonPrefix(key, other);
        const [more, less] = [key.length - common, other.length - common];
        const fits = common >= 4 && less <= 2 && more <= 5 && (!isAscii(key) || ((!more || !less) && more <= 3));
        if (fits && (common > length || (common === length && other.length < best.length))) [best, length] = [other, common];
      }
    }
    return isAscii(key) && length < 5 ? "" : best;
  }

  // The nearest word of the list of spellings; beside other words that are found, only one that is very near.
  async mend(word, isAnyFound) {
    const folded = fold(word);
    const limit = folded.length < 4 ? 0 : folded.length < 7 ? 1 : 2;
    if (!limit) return "";
    const letters = maskOf(folded);
    let [best, nearest] = [limit + 1, ""];
    for (const other of await this.spellings()) {
      if (Math.abs(other.folded.length - folded.length) > limit || (isAnyFound && other.folded[0] !== folded[0])) continue;
      if (countBits(letters ^ other.letters) > 2 * limit) continue; // one change of a letter changes two at most
      const found = distance(folded, other.folded, limit);
      if (found < best) [best, nearest] = [found, other.word];
    }
    return nearest;
  }

  // The words to which one may be corrected, each with the set of its letters, by which most are ruled out at once.
  async spellings() {
    const words = await this.index.once("spelling.json");
    this.spelt ??= words.map((word) => ({ word, folded: fold(word), letters: maskOf(fold(word)) }));
    return this.spelt;
  }

  // Where words are the whole name of a record, what is about the record is found too, whatever it calls it.
  async addRecords(concepts) {
    for (let length = Math.min(5, concepts.length); length > 0; length -= 1) {
      for (let at = 0; at + length <= concepts.length; at += 1) {
        const span = concepts.slice(at, at + length);
        if (span.some((concept) => concept.record !== undefined || !concept.alternatives.length)) continue;
        const record = this.findNamed(span);
        if (record === undefined) continue;
        const postings = await this.index.term(`@${record}`);
        for (const concept of span) {
          concept.record = record;
          if (postings) concept.alternatives.push({ weight: W.about, postings });
        }
      }
    }
  }

  // The first document that has all the words as a name of its own, and no other words in that name.
  findNamed(span) {
    const length = span.reduce((sum, { alternatives: [own] }) => sum + Math.round(4 * this.index.rarity(own.postings.count)), 0);
    const counts = new Map();
    for (const { alternatives: [own] } of span) {
      for (const { document, place, length: whole } of own.postings.names) {
        if (place >= PARTS || Math.abs(whole - length) > span.length) continue;
        const id = document * 1024 + place;
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    const [first, last] = [this.index.firstOf("Treaty"), this.index.firstOf("Page")];
    const full = [...counts].filter(([, count]) => count === span.length).map(([id]) => Math.floor(id / 1024)).filter((number) => number >= first && number < last);
    return full.length ? this.index.heaviest(full) : undefined;
  }
}

const maskOf = (word) => [...word].reduce((mask, letter) => mask | (1 << letter.codePointAt(0) % 32), 0);

function countBits(mask) {
  let count = 0;
  for (let rest = mask; rest; rest &= rest - 1) count += 1;
  return count;
}

const isAscii = (text) => /^[\0-\x7f]*$/.test(text);

// Scripts by their codes of ISO 15924; several of these are written with the same letters, which have a code of their own.
const LETTERS = { Hans: "Hani", Hant: "Hani", Jpan: "Hani", Kore: "Hang" };
const isOfScript = (word, script) => script !== "" && new RegExp(`\\p{Script=${LETTERS[script] ?? script}}`, "u").test(word);

// The groups of the longest word of a table that a word of another form begins with.
function findBegun(table, key) {
  let [best, length] = [null, 3];
  if (key.length < 4) return null;
  for (const other of Object.keys(table)) {
    const common = commonPrefix(key, other);
    if (common > length && common >= other.length - 1 && key.length - common <= 5) [best, length] = [table[other], common];
  }
  return best;
}

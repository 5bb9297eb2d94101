// The search in the index: words of a query -> documents in their order. It asks for files by a function, so that it runs in a
// browser and in Node alike; the same query gives the same order always.
import { distance } from "./search-names.js";
import { hasPhrase, makeMatcher } from "./search-passages.js";
import { fold, hasStemmer, loadStemmers, makeKey, makeKeyIn, splitWords } from "./search-words.js";

// Weights of the ranking; `tests/search/queries.tsv` is what they are chosen by.
export const W = {
  text: 0.9, name: 1.6, query: 0.67, cover: 1.45, // of the words, of the best name, how the length of a query counts in it, of how many words are there
  group: 0.95, about: 0.85, part: 0.7, begun: 0.6, mended: 0.5, mendedBeside: 0.35, own: 1.12,
};
const BEGUN = 6; // words that a beginning is completed to
const PARTS = 512; // the number of the first name of a part of a document
const LONGEST = 300; // characters of a query that are looked at
const CHECKED = 60; // documents that are looked through for a phrase
const WORDS = 16; // words of a query that are looked at

const commonPrefix = (one, other) => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
};

export class SearchIndex {
  // `load` takes a path below the folder of the index and returns a promise of its data.
  constructor(entry, load) {
    this.entry = entry;
    this.load = (path) => load(`${entry.version}/${path}`);
    this.ignored = new Set(entry.ignored.split(" "));
    this.kept = new Map();
  }

  static async open(load) {
    return new SearchIndex(await load("index.json"), load);
  }

  // Loads a file once; a failure is not kept.
  once(path) {
    if (!this.kept.has(path)) {
      this.kept.set(path, this.load(path).catch((error) => {
        this.kept.delete(path);
        throw error;
      }));
    }
    return this.kept.get(path);
  }

  rarity(count) {
    return Math.log(1 + this.entry.documents / Math.max(count, 1));
  }

  // The run of documents that one belongs to: its number in the list.
  runOf(number) {
    const { runs } = this.entry;
    let [low, high] = [0, runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (runs[middle][0] <= number) low = middle;
      else high = middle - 1;
    }
    return runs[low];
  }

  // The number of the piece that a word would stand in.
  pieceOf(key) {
    const { terms } = this.entry;
    let [low, high] = [0, terms.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (terms[middle] <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async piece(number) {
    return number >= 0 && number < this.entry.terms.length ? this.once(`terms-${number}.json`) : {};
  }

  // The postings of a word; null where no document has it.
  async term(key) {
    const piece = await this.piece(this.pieceOf(key));
    return Object.hasOwn(piece, key) ? unpack(piece[key]) : null;
  }

  // The words of a query, with quoted phrases beside them.
  read(text) {
    const cut = text.slice(0, LONGEST);
    const phrases = [...cut.matchAll(/["“„«]([^"“”„«»]+)["”“»]/g)].map((match) => match[1].trim()).filter(Boolean);
    const words = splitWords(cut);
    return { words: words.slice(0, WORDS), phrases, isOpen: /[\p{L}\p{N}]$/u.test(cut) };
  }

  // What each word of a query is looked up by: groups of alternatives, each a key with a weight.
  async readConcepts(text) {
    const { words, phrases, isOpen } = this.read(text);
    await loadStemmers(text);
    const all = words.map((word) => ({ word, key: makeKey(word, this.ignored) }));
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
      concept.rarity = others.length ? this.rarity(Math.max(...(counts.length ? counts : others))) : 0;
    }
    return { concepts, phrases };
  }

  // Adds the groups of words that mean the same: of one word, or of two or three together.
  async addGroups(concepts) {
    const scripts = this.entry.scripts.filter((script) => concepts.some(({ word }) => isOfScript(word, script)));
    for (const script of scripts) {
      const tables = await this.once(`words-${script}.json`);
      const languages = Object.keys(tables);
      const own = languages.filter((language) => !hasStemmer(language));
      for (const language of [...own, ...languages.filter(hasStemmer)]) {
        const open = concepts.filter((concept) => !concept.groups.size);
        if (!open.length) break;
        if (hasStemmer(language)) await loadStemmers("", [language]);
        const keys = concepts.map(({ word, keys: [key] }) => (hasStemmer(language) ? makeKeyIn(language, word) : key));
        this.lookUp(concepts, keys, tables[language], language === this.entry.language);
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
    const own = await this.term(concept.keys[0]);
    if (own) concept.alternatives.push({ weight: concept.isTogether ? W.group * 0.6 : 1, postings: own });
    for (const group of concept.groups) {
      const postings = await this.term(`~${group}`);
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
      concept.alternatives.push({ weight: W.part, postings: await this.term(near) });
      return;
    }
    const mended = await this.mend(concept.word, isAnyFound);
    if (!mended) return;
    const postings = await this.term(makeKey(mended, this.ignored));
    if (!postings) return;
    concept.mended = mended;
    concept.near = makeKey(mended, this.ignored);
    concept.alternatives.push({ weight: isAnyFound ? W.mendedBeside : W.mended, postings });
  }

  async addBegun(concept, beginning) {
    const found = [];
    const first = this.pieceOf(beginning);
    for (const number of [first, first + 1]) {
      for (const [key, packed] of Object.entries(await this.piece(number))) {
        if (key !== concept.keys[0] && key.startsWith(beginning)) found.push([key, packed]);
      }
    }
    found.sort(([one, a], [other, b]) => (b[2] ? 1 : 0) - (a[2] ? 1 : 0) || b[0] - a[0] || (one < other ? -1 : 1));
    const weight = concept.isFound ? W.begun / 2 : W.begun;
    for (const [, packed] of found.slice(0, BEGUN)) concept.alternatives.push({ weight, postings: unpack(packed) });
  }

  // The word that has the longest beginning in common with one of another form: Հայաստան for Հայաստանից.
  async findNear(key) {
    if (key.length < 4) return "";
    const at = this.pieceOf(key);
    let [best, length] = ["", 0];
    for (const number of [at - 1, at]) {
      for (const other of Object.keys(await this.piece(number))) {
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
    const words = await this.once("spelling.json");
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
        const postings = await this.term(`@${record}`);
        for (const concept of span) {
          concept.record = record;
          if (postings) concept.alternatives.push({ weight: W.about, postings });
        }
      }
    }
  }

  // The first document that has all the words as a name of its own, and no other words in that name.
  findNamed(span) {
    const length = span.reduce((sum, { alternatives: [own] }) => sum + Math.round(4 * this.rarity(own.postings.count)), 0);
    const counts = new Map();
    for (const { alternatives: [own] } of span) {
      for (const { document, place, length: whole } of own.postings.names) {
        if (place >= PARTS || Math.abs(whole - length) > span.length) continue;
        const id = document * 1024 + place;
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    const [first, last] = [this.firstOf("Treaty"), this.firstOf("Page")];
    const full = [...counts].filter(([, count]) => count === span.length).map(([id]) => Math.floor(id / 1024)).filter((number) => number >= first && number < last);
    return full.length ? this.heaviest(full) : undefined;
  }

  firstOf(kind) {
    const place = this.entry.kinds.indexOf(kind);
    return this.entry.runs.find((run) => run[1] >= place)?.[0] ?? this.entry.documents;
  }

  heaviest(numbers) {
    return numbers.reduce((best, number) => (this.runOf(number)[2] > this.runOf(best)[2] ? number : best));
  }

  // Finds documents: `{ hits: [{ number, score, place }], concepts, phrases }`, best first; `place` is the number of the name
  // that fits, or -1. `filters` are pairs of a filter and a value.
  async find(text, filters = []) {
    const { concepts, phrases } = await this.readConcepts(text);
    let hits = concepts.length ? this.score(concepts) : text.trim() ? [] : this.list();
    for (const [name, value] of filters) {
      const allowed = new Set(await this.once(`${name}-${this.entry.filters[name].indexOf(value)}.json`));
      hits = hits.filter(({ number }) => allowed.has(number));
    }
    if (!concepts.length && !filters.length) hits = [];
    const together = phrases.length ? await this.keepPhrases(hits, phrases) : [];
    return { hits: together.length ? together : hits, concepts, phrases, isTogether: together.length > 0 };
  }

  // The hits that have all phrases as they are written, among the first.
  async keepPhrases(hits, phrases) {
    const checked = await Promise.all(hits.filter(({ isFull }) => isFull).slice(0, CHECKED).map(async (hit) => {
      const document = await this.show(hit.number);
      return phrases.every((phrase) => hasPhrase(document, phrase)) ? [hit] : [];
    }));
    return checked.flat();
  }

  // A function from a word to the concepts that it stands for, for the statements and marks of hits.
  async matcher(concepts) {
    const { script, scripts } = this.entry;
    const tables = scripts.includes(script) && concepts.some(({ groups }) => groups.size) ? await this.once(`words-${script}.json`) : {};
    return makeMatcher(concepts, tables[this.entry.language] ?? {}, this.ignored);
  }

  // How many hits there are of each kind, in the order of kinds.
  countKinds(hits) {
    const counts = this.entry.kinds.map(() => 0);
    for (const { number } of hits) counts[this.kindOf(number)] += 1;
    return counts;
  }

  kindOf(number) {
    return this.runOf(number)[1];
  }

  list() {
    return Array.from({ length: this.entry.documents }, (_, number) => ({ number, score: this.runOf(number)[2], place: -1 }))
      .sort((a, b) => b.score - a.score || a.number - b.number);
  }

  score(concepts) {
    const total = concepts.reduce((sum, concept) => sum + concept.rarity, 0) || 1;
    const documents = new Map(); // number -> { text, cover, names }
    for (const concept of concepts) {
      const best = new Map();
      const named = new Map();
      for (const { weight, postings } of concept.alternatives) {
        for (const { document, impact } of postings.texts) best.set(document, Math.max(best.get(document) ?? 0, weight * impact));
        for (const { document, place, length } of postings.names) {
          const id = document * 1024 + place;
          if (!(named.get(id)?.[0] >= weight)) named.set(id, [weight, length]);
        }
      }
      for (const [number, impact] of best) {
        const state = documents.get(number) ?? { text: 0, cover: 0, names: new Map() };
        state.text += concept.rarity * impact;
        state.cover += concept.rarity;
        documents.set(number, state);
      }
      for (const [id, [weight, length]] of named) {
        const state = documents.get(Math.floor(id / 1024));
        if (!state) continue;
        const [sum] = state.names.get(id % 1024) ?? [0];
        state.names.set(id % 1024, [sum + weight * concept.rarity, length / 4]);
      }
    }
    const hits = [];
    for (const [number, { text, cover, names }] of documents) {
      let [best, place] = [0, -1];
      for (const [at, [matched, length]] of names) {
        const fit = matched / (W.query * total + (1 - W.query) * Math.max(length, matched));
        if (fit > best) [best, place] = [fit, at];
      }
      const isFull = cover > 0.99 * total;
      const isNamed = isFull && concepts.some(({ record }) => record === number);
      const weight = (this.runOf(number)[2] / 100) * (isNamed ? W.own : 1);
      const score = (W.text * text + W.name * best * total) * (cover / total) ** W.cover * weight;
      hits.push({ number, score, place: best > 0.5 ? place : -1, isFull });
    }
    return hits.sort((a, b) => b.score - a.score || a.number - b.number);
  }

  // What a hit shows of a document.
  async show(number) {
    const { inFile } = this.entry;
    const file = await this.once(`documents-${Math.floor(number / inFile)}.json`);
    const document = file[number % inFile];
    const passages = document.hasPassages ? await this.once(`passages-${number}.json`) : [];
    return { ...document, kind: this.entry.kinds[this.kindOf(number)], passages };
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

function unpack([count, texts, names = []]) {
  const unpacked = { count, texts: [], names: [] };
  let document = 0;
  for (let at = 0; at < texts.length; at += 2) {
    document += texts[at];
    unpacked.texts.push({ document, impact: texts[at + 1] / 63 });
  }
  document = 0;
  for (let at = 0; at < names.length; at += 3) {
    document += names[at];
    unpacked.names.push({ document, place: names[at + 1], length: names[at + 2] });
  }
  return unpacked;
}

// The search in the index: the concepts of a query (`search-query.js`) -> documents in their order. It asks for files by a
// function, so that it runs in a browser and in Node alike; the same query gives the same order always.
import { hasPhrase, makeMatcher } from "./search-passages.js";
import { QueryReader } from "./search-query.js";

// Weights of the ranking; `tests/search/queries.tsv` is what they are chosen by.
const W = {
  text: 0.9, // of the words
  name: 1.6, // of the best name
  query: 0.67, // how the length of a query counts in a name
  cover: 1.45, // of how many words are there
  own: 1.12, // of the record that the whole query names
};
const CHECKED = 60; // documents that are looked through for a phrase

export class SearchIndex {
  // `load` takes a path below the folder of the index and returns a promise of its data.
  constructor(entry, load) {
    this.entry = entry;
    this.load = (path) => load(`${entry.version}/${path}`);
    this.ignored = new Set(entry.ignored.split(" "));
    this.kept = new Map();
    this.reader = new QueryReader(this);
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
    return Object.hasOwn(piece, key) ? this.unpack(piece[key]) : null;
  }

  // The postings of a word, as a piece has them packed.
  unpack([count, texts, names = []]) {
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
    const { concepts, phrases } = await this.reader.read(text);
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

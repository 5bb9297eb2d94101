// Finds records by their names, also misspelt ones: takes a list of `{title, names, ...}`, returns the best matches.
import "./text.js"; // most pages have not loaded it

export const { fold, splitWords } = globalThis.kb;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

// The edit distance: letters to insert, delete, replace or swap; Infinity where it is more than `limit`.
export function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return Infinity;
    [before, last] = [last, row];
  }
  return last[b.length] <= limit ? last[b.length] : Infinity;
}

export class Names {
  constructor(entries) {
    this.entries = entries.map((entry, rank) => ({
      ...entry,
      rank,
      known: [entry.title, ...entry.names].map((name) => ({ name, words: splitWords(name) })),
    }));
    // Every word of a name, folded, and as it is written.
    this.words = new Map();
    for (const { name } of this.entries.flatMap((entry) => entry.known)) {
      for (const word of name.split(/[^\p{L}\p{M}\p{N}ʼ’'ʻ`]+/u)) {
        if (word && !this.words.has(fold(word))) this.words.set(fold(word), word);
      }
    }
  }

  // The entries with a name that has all the words or their beginnings: full matches first, then in the order of the list.
  find(text) {
    const asked = splitWords(text);
    if (!asked.length) return [];
    const found = [];
    for (const entry of this.entries) {
      const scores = entry.known.map((name) => this.score(asked, name.words));
      const best = Math.min(...scores);
      if (best < Infinity) found.push({ ...entry, score: best, name: entry.known[scores.indexOf(best)].name });
    }
    return found.sort((a, b) => a.score - b.score || a.rank - b.rank);
  }

  // 0 for the whole name, 1 for words of it, 2 for beginnings of words, 3 within a word of a script without spaces.
  score(asked, words) {
    if (asked.join(" ") === words.join(" ")) return 0;
    if (asked.every((word) => words.includes(word))) return 1;
    if (asked.every((word) => words.some((other) => other.startsWith(word)))) return 2;
    const isInside = (word) => UNSPACED.test(word) && words.some((other) => other.includes(word));
    return asked.every(isInside) ? 3 : Infinity;
  }

  // Whether a word is the beginning of a word of a name.
  isBegun(word) {
    const folded = fold(word);
    return [...this.words.keys()].some((other) => other.startsWith(folded));
  }

  // The word of a name that is nearest to a misspelt word; "" where none is near.
  correct(word) {
    const folded = fold(word);
    const limit = folded.length < 4 ? 0 : folded.length < 7 ? 1 : 2;
    if (!limit || /\p{N}/u.test(folded)) return "";
    let [best, nearest] = [limit + 1, ""];
    for (const [other, written] of this.words) {
      const found = distance(folded, other, limit);
      if (found < best) [best, nearest] = [found, written];
    }
    return nearest;
  }
}

// What a hit shows of a document: its own line, the name or the part that was asked for, the statements that have the words.
import { makeKey, splitWords } from "./search-words.js";

const PARTS = 512; // the number of the first name of a part of a document
const SHOWN = 2; // statements of a hit
const AROUND = 220; // characters of a statement
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\u0300-\u036f'’ʼ]*/gu;

// The part of a document that a name belongs to: `[title, anchor, summary]`; null where it is a name of the whole.
export function partOf(document, place) {
  let first = PARTS;
  for (const [count, ...part] of document.parts ?? []) {
    if (place >= first && place < first + count) return part;
    first += count;
  }
  return null;
}

// The other name by which a document was found; "" for its title.
export function nameOf(document, place) {
  return place > 0 && place < PARTS ? [...(document.names ?? []), ...(document.codes ?? [])][place - 1] ?? "" : "";
}

// A function from a word to the concepts of a query that it stands for. `table` has the groups of words of the records' language.
export function makeMatcher(concepts, table, ignored) {
  const kept = new Map();
  return (word) => {
    if (!kept.has(word)) {
      const key = makeKey(word, ignored);
      const groups = Object.hasOwn(table, key) ? table[key] : [];
      kept.set(word, concepts.filter((concept) => key && (concept.keys.includes(key) || concept.near === key || groups.some((group) => concept.groups.has(group)))));
    }
    return kept.get(word);
  };
}

// The statements of a document in which words stand that its title has not: `{ anchor, label, text, when, source }`. Where the
// title has all the words, the statement of that name that holds now: who is in the office that was asked for.
export function choosePassages(document, match) {
  const inTitle = new Set(splitWords(document.title).flatMap(match));
  const rated = rate(document, match, inTitle);
  const chosen = rated.length ? rated : rate(document, match, new Set()).filter(({ isOfLabel }) => isOfLabel).slice(0, 1);
  return chosen.map((passage) => ({ ...passage, text: cutAround(passage.text, match) }));
}

const split = new WeakMap(); // the words of statements, which the next key asks for again

function wordsOf(passage) {
  if (!split.has(passage)) split.set(passage, [1, 2].map((place) => [...new Set(splitWords(passage[place]))]));
  return split.get(passage);
}

function rate(document, match, inTitle) {
  const rated = (document.passages ?? []).filter(([anchor]) => anchor).map((passage, place) => {
    const [anchor, label, text, when, source, isCurrent] = passage;
    const [labelWords, textWords] = wordsOf(passage);
    const inLabel = new Set(labelWords.flatMap(match));
    const found = new Set([...inLabel, ...textWords.flatMap(match)]);
    const asked = [...found].filter((concept) => !inTitle.has(concept));
    const weigh = (list) => list.reduce((sum, concept) => sum + concept.rarity, 0);
    const score = weigh(asked) + 0.3 * weigh([...found]) + 0.7 * weigh([...inLabel]) + (isCurrent ? 0.5 : 0);
    const isOfLabel = isCurrent && inLabel.size > 0 && inLabel.size === found.size;
    return { anchor, label, text, when, source, asked: asked.length, score, isOfLabel, place };
  }).filter(({ asked }) => asked);
  rated.sort((a, b) => b.score - a.score || a.place - b.place);
  const most = rated[0]?.asked ?? 0;
  return rated.filter(({ asked }) => asked === most).slice(0, SHOWN);
}

// The part of a text around the first word that was asked for.
function cutAround(text, match) {
  if (text.length <= AROUND) return text;
  const first = [...text.matchAll(WORD)].find(([word]) => match(word.toLowerCase()).length)?.index ?? 0;
  const from = first < AROUND / 2 ? 0 : text.indexOf(" ", first - AROUND / 3) + 1;
  const to = text.length - from <= AROUND ? text.length : text.lastIndexOf(" ", from + AROUND);
  return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}

// A text in pieces, each with whether it is a word that was asked for.
export function splitMarked(text, match) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(WORD)) {
    if (!splitWords(found[0]).some((word) => match(word).length)) continue;
    pieces.push([text.slice(end, found.index), false], [found[0], true]);
    end = found.index + found[0].length;
  }
  return [...pieces, [text.slice(end), false]].filter(([piece]) => piece);
}

// Whether a document has the words of a phrase beside each other.
export function hasPhrase(document, phrase) {
  const asked = ` ${splitWords(phrase).join(" ")} `;
  const texts = [document.title, document.summary ?? "", ...(document.names ?? []), ...(document.codes ?? []), ...document.passages.flatMap(([, label, text]) => [label, text])];
  return texts.some((text) => ` ${splitWords(text).join(" ")} `.includes(asked));
}

// Words of a text as the index of the search has them: folded and stemmed. The same as `search/words.py`, in which the reasons
// stand; a test compares both on all texts of the site. Stemmers are loaded for the scripts that a query is written in.

const MARKS = "\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u0610-\\u061a\\u064b-\\u065f\\u0670";
const WORD = new RegExp(`[\\p{L}\\p{N}][\\p{L}\\p{N}${MARKS}'’ʼ]*`, "gu");
const UNSPACED = /([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)/u;
const LETTERS = { "ı": "i", "ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ə": "e", "æ": "ae", "œ": "oe", "_": " " };
const SPELLINGS = [
  [/(?<=...)is(ation|ations|e|ed|es|ing|er|ers)$/, "iz$1"],
  [/(?<=..)our(s|ed|ing|hood|able|er|ers|)$/, "or$1"],
  [/(?<=...)tre(s|)$/, "ter$1"],
  [/(?<=...)ence(s|)$/, "ense$1"],
  [/(?<=..)ogramme(s|d|)$/, "ogram$1"],
  [/(?<=...)ll(ed|ing|er|ers)$/, "l$1"],
];
const STEMMERS = [["\u0400", "\u052f", "ru"], ["\u0530", "\u058f", "hy"], ["\u0600", "\u06ff", "ar"]];
const STEMMED = new Set(["de", "fr", "tr"]);
const loaded = new Map();
const load = globalThis.kb?.import ?? ((address) => import(address));

const translate = (text) => text.replace(/[ıłøßđəæœ_]/g, (letter) => LETTERS[letter]);
const isAscii = (text) => /^[\0-\x7f]*$/.test(text);

// Loads the stemmers for the scripts of a text, and for languages that are named.
export async function loadStemmers(text, languages = []) {
  const names = STEMMERS.filter(([first, last]) => [...text].some((letter) => letter >= first && letter <= last)).map(([, , name]) => name);
  const needed = ["en", ...names, ...languages.filter((language) => STEMMED.has(language))];
  await Promise.all(needed.filter((name) => !loaded.has(name)).map(async (name) => {
    const { default: Stemmer } = await load(new URL(`stemmers/${name}.js`, import.meta.url));
    loaded.set(name, new Stemmer());
  }));
}

const stem = (language, word) => loaded.get(language)?.stemWord(word) ?? word;

export function splitWords(text) {
  const words = translate(text.normalize("NFC")).toLowerCase().match(WORD) ?? [];
  return words.flatMap((word) => (isAscii(word) ? [word] : splitUnspaced(word)));
}

function splitUnspaced(word) {
  return word.split(UNSPACED).flatMap((part, place) => {
    if (place % 2 && part.length > 1) return Array.from({ length: part.length - 1 }, (_, at) => part.slice(at, at + 2));
    return part ? [part] : [];
  });
}

export function fold(word) {
  if (isAscii(word)) return word;
  return translate(word.normalize("NFKD").toLowerCase()).replace(/[^\p{L}\p{N}]/gu, "");
}

function cutApostrophe(word) {
  const at = word.search(/['’ʼ]/);
  if (at < 0) return word;
  const [head, tail] = [word.slice(0, at), word.slice(at + 1)];
  if (head.length > 3 || !tail) return head;
  return head.length < 3 && tail.length > 2 ? cutApostrophe(tail) : head + tail.replace(/['’ʼ]/g, "");
}

export const respell = (word) => SPELLINGS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), word);

// The key of a word; "" for one of the words `ignored`, a set.
export function makeKey(word, ignored) {
  const cut = cutApostrophe(word);
  if (ignored.has(cut)) return "";
  for (const [first, last, language] of STEMMERS) {
    if (cut && cut[0] >= first && cut[0] <= last) return fold(stem(language, cut));
  }
  const folded = fold(cut);
  const ordinal = folded.match(/^(\d+)(?:st|nd|rd|th)$/);
  if (ordinal) return ordinal[1];
  return isAscii(folded) ? stem("en", respell(folded)) : folded;
}

// The key of a word in the table of a language: by its own stemmer, where it has one that the script does not decide.
export const makeKeyIn = (language, word) => fold(stem(language, word));

export const hasStemmer = (language) => STEMMED.has(language);

// Folding of text for comparison; for tables, filters, Connections, the graph and the search.
(() => {
  // Lower case without diacritics: "Türkiye" and "turkiye" are equal, "Қасым" and "Касым" are not.
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}ʼ’'ʻ`]/gu, "").toLowerCase();

  const splitWords = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // The words, separated by one space; what is written without spaces stays one word.
  const foldText = (text) => splitWords(text).join(" ");

  // Elements that are not part of the text: cards, panels, and what does not hold on the chosen day.
  const ASIDE = "[popover], [data-as-of=no], .kb-not-today:not([data-as-of])";

  // The text of an element without these.
  function ownText(element) {
    if (!element.querySelector(ASIDE)) return element.textContent;
    const copy = element.cloneNode(true);
    for (const part of copy.querySelectorAll(ASIDE)) part.remove();
    return copy.textContent;
  }

  globalThis.kb = Object.assign(globalThis.kb ?? {}, { fold, splitWords, foldText, ownText });
})();

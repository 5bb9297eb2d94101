// Text as readers compare it, however it is written; for tables, filters, Connections, the graph and the search.
(() => {
  // Letters without marks, in lower case: "Қасым" and "Касым" stay apart, "Türkiye" and "turkiye" do not.
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}ʼ’'ʻ`]/gu, "").toLowerCase();

  const splitWords = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // The words alone, with one space between: what is written together stays together.
  const foldText = (text) => splitWords(text).join(" ");

  // What does not stand in the page to be read: a card or panel that lies over it, what is not of the chosen day.
  const ASIDE = "[popover], [data-as-of=no], .kb-not-today:not([data-as-of])";

  // What an element says by itself.
  function ownText(element) {
    if (!element.querySelector(ASIDE)) return element.textContent;
    const copy = element.cloneNode(true);
    for (const part of copy.querySelectorAll(ASIDE)) part.remove();
    return copy.textContent;
  }

  globalThis.kb = Object.assign(globalThis.kb ?? {}, { fold, splitWords, foldText, ownText });
})();

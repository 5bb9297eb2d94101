// Cards: previews of the targets of links.
//
// A card opens a third of a second after a link gets the pointer or the focus, and on a tap on a citation or a link in
// running text. It stays open under the pointer, closes with Escape, and never covers the link (WCAG 1.4.13). The card of
// a citation is made from the note on the page; any other is loaded from `cards/` when it is first needed.
(() => {
  const DELAY = 330; // milliseconds
  const GRACE = 200; // milliseconds for the pointer to move from the link to its card
  const PREFIX_LENGTH = 2; // characters of an id that name a file of cards, as `render/cards.py` writes them
  const LINKS = "a.kb-link, a.kb-cite";
  const IN_TEXT = "p, .kb-what, .kb-note, .kb-said"; // here a tap opens the card; in lists it follows the link

  const root = new URL("..", document.currentScript.src);
  const card = kb.element("div", { id: "kb-card", className: "kb-card md-typeset", popover: "manual" });
  let owner = null;
  let timer = 0;

  const loadCards = kb.once(async (prefix) => (await kb.fetch(new URL(`cards/${prefix}.json`, root))).json());

  // The notes that a mark leads to: one, or a run such as 13–20.
  function notesOf(mark) {
    const [, first] = /^#note-(\d+)$/.exec(mark.hash) ?? [];
    const last = Number(mark.dataset.to ?? first);
    const notes = [];
    for (let number = Number(first); number <= last; number += 1) notes.push(document.getElementById(`note-${number}`));
    return notes.filter(Boolean);
  }

  // The parts of the card of a link, or none.
  async function describe(link) {
    if (link.matches(".kb-cite")) {
      const notes = notesOf(link);
      if (!notes.length) return [];
      return [
        kb.element("p", "kb-card-kind", `Source${notes.length > 1 ? "s" : ""} ${link.textContent.trim()}`),
        ...notes.map((note) => kb.element("div", "kb-card-note", ...note.cloneNode(true).childNodes)),
      ];
    }
    const id = link.pathname.split("/").filter(Boolean).pop() ?? "";
    if (new URL(link.href).pathname === location.pathname) return [];
    const cards = await loadCards(id.slice(0, PREFIX_LENGTH)).catch(() => ({})); // without a network there is no card; the next link tries again
    const found = cards[id + link.hash] ?? cards[id];
    if (!found) return [];
    return [
      kb.element("p", "kb-card-kind", found.kind),
      kb.element("p", "kb-card-name", found.name),
      ...(found.facts.length ? [kb.element("p", "kb-card-facts", found.facts.join(" · "))] : []),
      kb.element("p", {}, found.text),
    ];
  }

  async function show(link, isTouch) {
    const parts = await describe(link);
    if (!parts.length || owner !== link) return;
    if (isTouch) parts.push(kb.element("p", {}, kb.element("a", { className: "kb-card-open", href: link.href }, "Open")));
    card.replaceChildren(...parts);
    if (kb.popover.open(card, link)) link.setAttribute("aria-describedby", card.id);
  }

  function hide() {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    kb.popover.close(card);
  }

  function begin(link, delay, isTouch = false) {
    if (owner === link) return clearTimeout(timer);
    hide();
    owner = link;
    timer = setTimeout(() => show(link, isTouch), delay);
  }

  function endSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, GRACE);
  }

  const linkOf = (target) => (target instanceof Element && !card.contains(target) ? target.closest(LINKS) : null);
  const isHolding = (target) => target instanceof Node && (card.contains(target) || owner?.contains(target));

  function start() {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse") return;
      const link = linkOf(event.target);
      if (link) begin(link, DELAY);
      else if (owner && isHolding(event.target)) clearTimeout(timer);
      else if (owner && !isHolding(document.activeElement)) endSoon();
    });
    document.addEventListener("focusin", (event) => {
      const link = linkOf(event.target);
      if (link?.matches(":focus-visible")) begin(link, DELAY);
      else if (owner && !isHolding(event.target)) hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !kb.popover.isOpen(card)) return;
      event.stopPropagation();
      if (card.contains(document.activeElement)) owner.focus();
      hide();
    }, true);
    document.addEventListener("click", (event) => {
      const link = linkOf(event.target);
      const isFirst = event.pointerType === "touch" && link && owner !== link;
      const isTap = isFirst && (link.matches(".kb-cite") || link.closest(IN_TEXT));
      if (isTap) {
        event.preventDefault();
        begin(link, 0, true);
      } else if (!isHolding(event.target) || event.target.closest("a")) {
        hide();
      }
    });
  }

  if (kb.popover.isKnown) start();
})();

// The search as a reader sees it: a form, tabs by kind, the hits, and a dialog around them. The index is opened when the panel is
// made; what is found and in which order is in `search-rank.js`, what a hit shows in `search-passages.js`.
import { choosePassages, nameOf, partOf, splitMarked } from "./search-passages.js";
import { SearchIndex } from "./search-rank.js";

const SHOWN = 10; // hits at a time
const PAUSE = 40; // milliseconds after a key before searching
const LONGEST = 60; // characters of a query that a sentence repeats
const FACETS = { state: "State", year: "Year" };

const openIndex = kb.once((root) => {
  const folder = new URL("search-index/", root);
  return SearchIndex.open(async (path) => (await kb.fetch(new URL(path, folder))).json());
});

const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const quote = (text) => `“${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}”`;

export class SearchPanel {
  // `changed` is called with the search, as words and filters, after each answer.
  constructor(root, changed = () => {}) {
    this.root = root;
    this.changed = changed;
    this.turn = 0;
    this.kind = "";
    this.input = kb.element("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
    this.facets = Object.entries(FACETS).map(([name, label]) => {
      const select = kb.element("select", { name }, kb.element("option", { value: "" }, "any"));
      select.addEventListener("change", () => this.run());
      return { name, select, label: kb.element("label", {}, `${label} `, select) };
    });
    this.status = kb.element("p", { className: "kb-find__status", role: "status" });
    this.notes = kb.element("div", "kb-find__notes");
    this.tabs = kb.element("div", { className: "kb-find__tabs", role: "group" });
    this.tabs.setAttribute("aria-label", "Kind");
    this.hits = kb.element("ol", "kb-find__hits");
    this.more = kb.element("button", { type: "button", className: "kb-find__more", hidden: true }, "More");
    this.more.addEventListener("click", () => this.showMore());
    this.again = kb.element("button", { type: "button", className: "kb-find__more", hidden: true }, "Try again");
    this.again.addEventListener("click", () => {
      this.input.focus();
      this.run();
    });
    const form = kb.element("form", { role: "search" }, kb.element("label", {}, "Search this site ", this.input),
      kb.element("div", "kb-find__facets", ...this.facets.map((facet) => facet.label)));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.hits.querySelector("a")?.focus(); });
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.run(), PAUSE);
    });
    this.element = kb.element("div", "kb-find", form, this.status, this.again, this.notes, this.tabs, this.hits, this.more);
    this.element.addEventListener("keydown", (event) => this.moveFocus(event));
    loadStyles(root);
  }

  // The search as it stands: words and filters, those that are set.
  get asked() {
    const filters = Object.fromEntries(this.facets.map(({ name, select }) => [name, select.value]));
    return Object.fromEntries(Object.entries({ q: this.input.value, kind: this.kind, ...filters }).filter(([, value]) => value));
  }

  // Searches for what `asked` says.
  async search(asked) {
    this.input.value = asked.q ?? "";
    this.kind = asked.kind ?? "";
    try {
      this.fillFacets(await openIndex(this.root));
    } catch {
      openIndex.forget(this.root); // `run` says so
    }
    for (const { name, select } of this.facets) select.value = asked[name] ?? "";
    for (const { select } of this.facets) if (select.selectedIndex < 0) select.value = "";
    return this.run();
  }

  // Runs the search. A failure is shown and not kept: the next key or click loads again.
  async run() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    this.again.hidden = true;
    try {
      await this.find(turn);
    } catch {
      openIndex.forget(this.root);
      if (turn !== this.turn) return;
      this.clear();
      this.status.textContent = "The search could not be loaded.";
      this.again.hidden = false;
    }
  }

  async find(turn) {
    const index = await openIndex(this.root);
    this.fillFacets(index);
    const text = this.input.value.trim().replace(/\s+/gu, " ");
    const filters = this.facets.filter(({ select }) => select.value).map(({ name, select }) => [name, select.value]);
    if (!text && !filters.length) {
      this.clear();
      this.offerExamples(index);
      return this.changed(this.asked);
    }
    const answer = await index.find(text, filters);
    const match = await index.matcher(answer.concepts);
    const counts = index.countKinds(answer.hits);
    const place = index.entry.kinds.indexOf(this.kind);
    const isOfKind = (hit) => place < 0 || !counts[place] || index.kindOf(hit.number) === place;
    const chosen = answer.hits.filter(isOfKind);
    const documents = await this.load(index, chosen.slice(0, SHOWN));
    if (turn !== this.turn) return; // another search was started meanwhile
    Object.assign(this, { index, match, rest: chosen.slice(SHOWN) });
    this.showTabs(index, counts, answer.hits.length);
    this.hits.replaceChildren(...documents.map((document) => this.showHit(document)));
    this.more.hidden = !this.rest.length;
    this.showStatus(text, answer);
    this.changed(this.asked);
  }

  load(index, hits) {
    return Promise.all(hits.map(async (hit) => ({ ...(await index.show(hit.number)), place: hit.place })));
  }

  // How many pages there are, and what was done with words that no page has.
  showStatus(text, { hits, concepts, phrases, isTogether }) {
    const full = hits.filter(({ isFull }) => isFull).length;
    const some = hits.length - full;
    const pages = count(hits.length, "page", "pages");
    if (!hits.length) this.status.textContent = text ? `Nothing found for ${quote(text)}.` : "Nothing found.";
    else if (!concepts.length) this.status.textContent = `${pages}.`;
    else if (isTogether || !some) this.status.textContent = `${pages} for ${quote(text)}.`;
    else if (full) this.status.textContent = `${pages} for ${quote(text)}: ${full.toLocaleString("en")} with every word, then ${some.toLocaleString("en")} with some of them.`;
    else this.status.textContent = `No page has every word of ${quote(text)}. ${pages} with some of them.`;
    const notes = concepts.filter(({ mended }) => mended).map(({ word, mended }) => `No page has ${quote(word)}: “${mended}” is searched instead.`);
    notes.push(...concepts.filter(({ alternatives }) => !alternatives.length && hits.length).map(({ word }) => `No page has ${quote(word)}.`));
    if (phrases.length && hits.length && !isTogether) notes.push("No page has the words in quotes beside each other; here they are searched apart.");
    if (!hits.length) notes.push(...this.sayTried(text, concepts));
    this.notes.replaceChildren(...[...new Set(notes)].map((note) => kb.element("p", {}, note)));
    if (!hits.length) this.notes.append(this.linkToNames());
  }

  sayTried(text, concepts) {
    if (!text) return ["No page fits these filters together."];
    if (!concepts.length) return ["These words say nothing of what is asked for: add a name or a subject."];
    if (this.facets.some(({ select }) => select.value)) return ["With “any” in the filters there may be pages."];
    return [`Tried: ${concepts.map(({ word }) => quote(word)).join(", ")}, each by itself, in other forms, as the beginning of a word, as a word of another language, and with up to two letters changed.`];
  }

  linkToNames() {
    return kb.element("p", {}, kb.element("a", { href: new URL("a-z/", this.root) }, "All names from A to Z"));
  }

  // What the empty search offers.
  offerExamples({ entry }) {
    if (!entry.examples.length) return;
    const buttons = entry.examples.map((example) => {
      const button = kb.element("button", { type: "button" }, example);
      button.addEventListener("click", () => {
        this.input.focus();
        this.search({ q: example });
      });
      return kb.element("li", {}, button);
    });
    this.notes.replaceChildren(kb.element("p", {}, "For example:"), kb.element("ul", "kb-find__examples", ...buttons));
  }

  showTabs({ entry }, counts, total) {
    const tabs = [["", "All", total], ...entry.kinds.map((kind, place) => [kind, entry.plurals[place], counts[place]]).filter(([, , number]) => number)];
    if (!counts[entry.kinds.indexOf(this.kind)]) this.kind = "";
    const had = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...(tabs.length < 3 && !this.kind ? [] : tabs).map(([kind, label, number]) => {
      const button = kb.element("button", { type: "button" }, `${label} `, kb.element("span", {}, number.toLocaleString("en")));
      button.setAttribute("aria-pressed", String(kind === this.kind));
      button.addEventListener("click", () => {
        this.kind = kind;
        this.run();
      });
      return button;
    }));
    if (had) this.tabs.querySelector("[aria-pressed=true]")?.focus();
  }

  async showMore() {
    const turn = this.turn;
    const documents = await this.load(this.index, this.rest.splice(0, SHOWN)).catch(() => null);
    if (turn !== this.turn) return;
    if (!documents) return this.run(); // which shows the failure, if there is another
    const hits = documents.map((document) => this.showHit(document));
    this.hits.append(...hits);
    this.more.hidden = !this.rest.length;
    hits[0]?.querySelector("a").focus();
  }

  address(url) {
    return this.root.pathname + url;
  }

  // A hit: its kind and date, its title, the record's own line, the statements that have the words.
  showHit(document) {
    const part = partOf(document, document.place);
    const [title, anchor, summary] = part ?? [document.title, "", document.summary ?? ""];
    const address = this.address(document.url) + (anchor && `#${anchor}`);
    const facts = [document.kind, document.when, nameOf(document, document.place)].filter(Boolean).join(" · ");
    const hit = kb.element("li", {}, kb.element("span", "kb-find__facts", facts),
      kb.element("a", { href: address, className: "kb-find__title" }, title));
    if (summary) hit.append(kb.element("p", {}, ...this.mark(summary)));
    const passages = part ? [] : choosePassages(document, this.match);
    if (passages.length) hit.append(kb.element("ul", {}, ...passages.map((passage) => this.showPassage(document, passage))));
    return hit;
  }

  // A statement: a link to it, what it says, its date and its source.
  showPassage(document, { anchor, label, text, when, source }) {
    const address = anchor.includes("#") ? this.address(anchor) : `${this.address(document.url)}#${anchor}`;
    const facts = [when, source].filter(Boolean).join(" · ");
    return kb.element("li", {}, kb.element("a", { href: address }, label), ": ", ...this.mark(text), " ", kb.element("span", "kb-find__facts", facts));
  }

  mark(text) {
    return splitMarked(text, this.match).map(([piece, isAsked]) => (isAsked ? kb.element("mark", {}, piece) : piece));
  }

  fillFacets({ entry }) {
    for (const { name, select } of this.facets) {
      if (select.options.length > 1) continue;
      select.append(...entry.filters[name].map((value) => kb.element("option", { value }, value)));
    }
  }

  clear() {
    this.hits.replaceChildren();
    this.tabs.replaceChildren();
    this.notes.replaceChildren();
    this.more.hidden = true;
    this.status.textContent = "";
  }

  // Arrow up and down move from the field through the results and back.
  moveFocus(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.nodeName === "SELECT") return;
    const stops = [this.input, ...this.hits.querySelectorAll("a")];
    const place = stops.indexOf(event.target) + step;
    if (place < 0 || place >= stops.length) return;
    event.preventDefault();
    stops[place].focus();
  }
}

export class SearchDialog {
  // `off` is the storage key under which the key / is turned off; `turned` is called when that changes.
  constructor(root, off, turned) {
    this.off = off;
    this.lasting = kb.element("a", {}, "Address of this search");
    this.panel = new SearchPanel(root, (asked) => this.keep(root, asked));
    const close = kb.element("button", { type: "button", className: "kb-find__close" }, "Close");
    close.addEventListener("click", () => this.element.close());
    this.key = kb.element("input", { type: "checkbox" });
    this.key.addEventListener("change", () => {
      kb.lasting.set(off, this.key.checked ? "" : "1");
      turned();
    });
    const foot = kb.element("p", { className: "kb-find__foot" }, kb.element("label", {}, this.key, " The key / opens the search"),
      this.lasting, kb.element("a", { href: new URL("a-z/", root) }, "All names from A to Z"));
    this.element = kb.element("dialog", { className: "kb-find__dialog" }, close, this.panel.element, foot);
    this.element.setAttribute("aria-label", "Search");
    this.element.addEventListener("pointerdown", (event) => { this.pressed = event.target; });
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element && this.pressed === this.element) this.element.close();
      const link = event.target.closest("a");
      const isHere = link && !event.ctrlKey && !event.metaKey && !event.shiftKey && link.href.split("#")[0] === location.href.split("#")[0];
      if (isHere) this.element.close();
    });
    this.element.addEventListener("close", () => remember(null));
    document.body.append(this.element);
  }

  // Keeps the search with the page in the history, so that going back brings it again.
  keep(root, asked) {
    this.lasting.href = `${new URL("search/", root)}?${new URLSearchParams(asked)}`;
    if (this.element?.open) remember(asked);
  }

  // `typed` is the text that was typed before the field was ready, `asked` a search that was kept.
  open(typed, asked = null) {
    this.key.checked = !kb.lasting.get(this.off);
    if (!this.element.open) this.element.showModal();
    this.panel.input.focus();
    if (asked) return this.panel.search(asked);
    if (typed) this.panel.input.value = typed;
    else this.panel.input.select();
    this.panel.run();
  }
}

function remember(search) {
  history.replaceState({ ...history.state, search }, "");
}

function loadStyles(root) {
  if (document.querySelector("link[data-kb-find]")) return;
  const link = kb.element("link", { rel: "stylesheet", href: new URL("assets/search.css", root) });
  link.dataset.kbFind = "";
  document.head.append(link);
}

// The search itself: a form, the results, and a dialog around both. Names are found in the site's own list, words of the
// text in Pagefind's index; both are loaded when the panel is made.
import { Names, fold } from "./search-names.js";

const SHOWN = 10; // results at a time
const NAMED = 5; // results by name, before those by text
const SECTIONS = 3; // of a result
const TRIED = 3; // results that a word must occur in, or else it is taken as misspelt
const ENDINGS = /(?<=...)(?:ies|ing|ed|es|s)$/; // the endings that Pagefind removes from English words
const PAUSE = 120; // milliseconds after a key before searching
const FACETS = { kind: "Kind", state: "State", year: "Year" };
// Titles are weighted by the index itself; the length of a page is no disadvantage.
const RANKING = { metaWeights: { title: 0, kind: 0, when: 0 }, pageLength: 0, termFrequency: 0.3 };

// Pagefind and the list of names.
const loadIndex = kb.once(async (root) => {
  const folder = new URL("search/", root);
  const loadPagefind = async () => {
    const { createInstance } = await kb.import(new URL("pagefind.js", folder));
    const pagefind = createInstance({ basePath: folder.pathname, baseUrl: root.pathname, excerptLength: 24, ranking: RANKING, noWorker: true });
    await pagefind.init();
    return pagefind;
  };
  const loadNames = async () => new Names(await (await kb.fetch(new URL("names.json", folder))).json());
  return Promise.all([loadPagefind(), loadNames()]);
});

// Pagefind's excerpt is HTML with `mark` elements. Only these are kept; everything else becomes text.
function showExcerpt(excerpt) {
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  return [...parsed.childNodes].map((node) => (node.nodeName === "MARK" ? kb.element("mark", {}, node.textContent) : node.textContent));
}

// The data of a result. Pagefind indexed a file for each page, `states/northland.html` for `states/northland/`.
async function loadHit(result) {
  const data = await result.data();
  const address = (url) => url.replace(/\.html(?=#|$)/, "/");
  const sections = data.sub_results.map((part) => ({ ...part, url: address(part.url) }));
  return { ...data, url: address(data.url), sub_results: sections };
}

// Links to the sections with the most matches.
function showSections(data) {
  return data.sub_results
    .filter((part) => part.url.includes("#"))
    .sort((a, b) => b.weighted_locations.length - a.weighted_locations.length)
    .slice(0, SECTIONS)
    .map((part) => kb.element("li", {}, kb.element("a", { href: part.url }, part.title)));
}

export class SearchPanel {
  constructor(root) {
    this.root = root;
    this.turn = 0;
    this.input = kb.element("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
    this.facets = Object.entries(FACETS).map(([name, label]) => {
      const select = kb.element("select", { name }, kb.element("option", { value: "" }, "any"));
      select.addEventListener("change", () => this.run());
      return { name, select, label: kb.element("label", {}, `${label} `, select) };
    });
    this.status = kb.element("p", { className: "kb-find__status", role: "status" });
    this.hits = kb.element("ol", { className: "kb-find__hits" });
    this.more = kb.element("button", { type: "button", className: "kb-find__more", hidden: true }, "More");
    this.more.addEventListener("click", () => this.showMore());
    this.again = kb.element("button", { type: "button", className: "kb-find__more", hidden: true }, "Try again");
    this.again.addEventListener("click", () => {
      this.input.focus();
      this.run();
    });
    const form = kb.element("form", { role: "search" }, kb.element("label", {}, "Search this site ", this.input),
      kb.element("div", { className: "kb-find__facets" }, ...this.facets.map((facet) => facet.label)));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.hits.querySelector("a")?.focus(); });
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.run(), PAUSE);
    });
    this.element = kb.element("div", { className: "kb-find" }, form, this.status, this.again, this.hits, this.more);
    this.element.addEventListener("keydown", (event) => this.moveFocus(event));
    loadStyles(root);
  }

  search(text) {
    this.input.value = text;
    return this.run();
  }

  // Runs the search. A failure is shown and not kept: the next key or click loads again.
  async run() {
    const turn = ++this.turn;
    this.again.hidden = true;
    try {
      await this.find(turn);
    } catch {
      loadIndex.forget(this.root);
      if (turn !== this.turn) return;
      this.clear();
      this.status.textContent = "The search could not be loaded.";
      this.again.hidden = false;
    }
  }

  async find(turn) {
    const text = this.input.value.trim();
    const filters = Object.fromEntries(this.facets.filter(({ select }) => select.value).map(({ name, select }) => [name, [select.value]]));
    const [pagefind, names] = await loadIndex(this.root);
    if (!text && !Object.keys(filters).length) {
      this.clear();
      return this.showFacets(await pagefind.filters());
    }
    let answer = await pagefind.search(text || null, { filters });
    const corrected = await this.correct(text, names, answer);
    if (corrected !== text) answer = corrected ? await pagefind.search(corrected, { filters }) : { ...answer, results: [] };
    if (turn !== this.turn) return; // another search was started meanwhile
    const fits = (entry) => Object.entries(filters).every(([name, [value]]) => [entry[name]].flat().includes(value));
    const isRare = answer.results.length <= TRIED; // then similar names are shown too
    let named = names.find(corrected || text);
    if (!named.length && isRare) named = names.find(this.replaceWords(text, (word) => names.correct(word) || word));
    named = named.filter(fits).slice(0, NAMED);
    this.rest = [...answer.results];
    const loaded = await this.loadMore();
    if (turn !== this.turn) return;
    const byAddress = new Map(loaded.map((data) => [data.url, data]));
    this.hits.replaceChildren(...named.map((entry) => this.showNamed(entry, byAddress.get(this.address(entry.url)))));
    this.shown = new Set(named.map((entry) => this.address(entry.url)));
    this.append(loaded);
    this.showFacets(answer.totalFilters);
    const count = Math.max(answer.results.length, named.length);
    const pages = `${count} ${count === 1 ? "page" : "pages"}`;
    if (!count) this.status.textContent = text ? `Nothing found for “${text}”.` : "Nothing found.";
    else if (corrected && corrected !== text) this.status.textContent = `No page has “${text}”. ${pages} with “${corrected}”.`;
    else this.status.textContent = text ? `${pages} with “${text}”.` : `${pages}.`;
  }

  // The text with misspelt words replaced: words that no result has, where a name is near. "" where none is near;
  // Pagefind then shows pages with words of the same beginning.
  async correct(text, names, answer) {
    const first = await Promise.all(answer.results.slice(0, TRIED).map(loadHit));
    const contents = first.map((data) => fold(data.content));
    const isFound = (word) => contents.some((content) => content.includes(fold(word).replace(ENDINGS, "")));
    let isHopeless = false;
    const corrected = this.replaceWords(text, (word) => {
      if (isFound(word) || names.isBegun(word)) return word;
      const other = names.correct(word);
      isHopeless ||= !other;
      return other;
    });
    return isHopeless ? "" : corrected;
  }

  replaceWords(text, replace) {
    return text.split(/\s+/).map(replace).join(" ");
  }

  async showMore() {
    const turn = this.turn;
    const loaded = await this.loadMore().catch(() => null);
    if (turn !== this.turn) return;
    if (loaded) this.append(loaded)?.querySelector("a").focus();
    else this.run(); // which shows the failure, if there is another
  }

  loadMore() {
    return Promise.all(this.rest.splice(0, SHOWN).map(loadHit));
  }

  // Shows the results by text; returns the first of them.
  append(loaded) {
    const hits = loaded.filter((data) => !this.shown.has(data.url)).map((data) => this.showFound(data));
    this.hits.append(...hits);
    this.more.hidden = !this.rest.length;
    return hits[0];
  }

  address(url) {
    return this.root.pathname + url;
  }

  // The results by name, with their excerpts.
  showNamed(entry, data) {
    const facts = [entry.kind, entry.when, entry.name === entry.title ? "" : entry.name];
    return this.showHit(this.address(entry.url), entry.title, facts, data);
  }

  showFound(data) {
    return this.showHit(data.url, data.meta.title, [data.meta.kind, data.meta.when], data);
  }

  showHit(address, title, facts, data) {
    const hit = kb.element("li", {}, kb.element("a", { href: address, className: "kb-find__title" }, title),
      kb.element("span", { className: "kb-find__facts" }, facts.filter(Boolean).join(" · ")));
    if (data) hit.append(kb.element("p", {}, ...showExcerpt(data.excerpt)), kb.element("ul", {}, ...showSections(data)));
    return hit;
  }

  showFacets(counts) {
    for (const { name, select } of this.facets) {
      const values = Object.entries(counts[name] ?? {}).filter(([value, count]) => count || value === select.value);
      if (name === "year") values.reverse();
      const options = values.map(([value, count]) => kb.element("option", { value, selected: value === select.value }, `${value} (${count})`));
      select.replaceChildren(select.options[0], ...options);
    }
  }

  clear() {
    this.hits.replaceChildren();
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
    this.panel = new SearchPanel(root);
    const close = kb.element("button", { type: "button", className: "kb-find__close" }, "Close");
    close.addEventListener("click", () => this.element.close());
    this.key = kb.element("input", { type: "checkbox" });
    this.key.addEventListener("change", () => {
      kb.lasting.set(off, this.key.checked ? "" : "1");
      turned();
    });
    const foot = kb.element("p", { className: "kb-find__foot" }, kb.element("label", {}, this.key, " The key / opens the search"),
      kb.element("a", { href: new URL("a-z/", root) }, "All names from A to Z"));
    this.element = kb.element("dialog", { className: "kb-find__dialog" }, close, this.panel.element, foot);
    this.element.setAttribute("aria-label", "Search");
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element || event.target.closest("a")) this.element.close();
    });
    document.body.append(this.element);
  }

  // `typed` is the text that was typed before the field was ready.
  open(typed) {
    this.key.checked = !kb.lasting.get(this.off);
    if (!this.element.open) this.element.showModal();
    this.panel.input.focus();
    if (typed) this.panel.input.value = typed;
    else this.panel.input.select();
    this.panel.run();
  }
}

function loadStyles(root) {
  if (document.querySelector("link[data-kb-find]")) return;
  const link = kb.element("link", { rel: "stylesheet", href: new URL("assets/search.css", root) });
  link.dataset.kbFind = "";
  document.head.append(link);
}

// Statements: copy the link to one, or a citation of it. Without this script ¶ is a plain link, and the files that this
// script reads are linked at the foot of the page.
(() => {
  const FILES = { BibTeX: "cite.bib", RIS: "cite.ris", "CSL JSON": "cite.json" };
  const STAYS = 4000; // milliseconds for which "copied" is shown beside a button

  const load = kb.once(async (name) => (await kb.fetch(new URL(name, location.href.split("#")[0]))).text());

  // The citations of one statement by format, extracted from the files for the whole page.
  async function loadCitations(anchor) {
    const [bibtex, ris, json] = await Promise.all(Object.values(FILES).map((name) => load(name)));
    const items = JSON.parse(json);
    const key = `${items[0].id}-${anchor}`;
    const item = items.find((other) => other.id === key);
    return {
      Citation: item.custom.plain,
      BibTeX: bibtex.split("\n\n").find((entry) => entry.startsWith(`@misc{${key},`)).trim(),
      RIS: ris.split(/^(?=TY {2}-)/m).find((entry) => entry.includes(`\nID  - ${key}\n`)),
      "CSL JSON": JSON.stringify(item),
    };
  }

  // The address of a statement for sharing: of the query only the day is kept.
  function linkTo(mark) {
    const address = new URL(mark.href);
    const day = address.searchParams.get("as-of");
    address.search = day ? new URLSearchParams({ "as-of": day }) : "";
    return address.href;
  }

  // The panel beside a statement's link. A format can be copied as soon as it is loaded.
  class Panel {
    constructor() {
      // Closes with Escape and with a click elsewhere, and returns the focus.
      this.element = kb.element("div", { className: "kb-panel md-typeset", role: "dialog", popover: "auto" });
      this.element.setAttribute("aria-label", "Link and citation");
      this.said = kb.element("p", { className: "kb-panel-said", role: "status" });
      this.refused = kb.element("p"); // a text that could not be copied
      this.text = kb.element("p"); // the citation
      this.buttons = new Map(["Link", "Citation", ...Object.keys(FILES)].map((form) => {
        const button = kb.element("button", { type: "button" }, form in FILES ? form : `Copy ${form.toLowerCase()}`);
        button.addEventListener("click", () => this.copy(form));
        return [form, button];
      }));
      this.again = kb.element("button", { type: "button" }, "Load again");
      this.again.addEventListener("click", () => {
        this.buttons.get("Link").focus();
        this.fill();
      });
      const row = kb.element("p", "kb-panel-buttons", ...this.buttons.values(), this.again);
      this.element.append(this.said, this.refused, row, this.text);
    }

    open(mark) {
      this.mark = mark;
      this.said.textContent = "";
      this.refused.textContent = "";
      kb.popover.open(this.element, mark);
      this.fill();
      this.buttons.get("Link").focus({ preventScroll: true });
      this.copy("Link");
    }

    show(texts, words) {
      this.texts = { Link: linkTo(this.mark), ...texts };
      for (const [form, button] of this.buttons) button.disabled = !(form in this.texts);
      this.write(words);
    }

    // Sets the text below the buttons, and places the panel again, as its size has changed.
    write(words) {
      this.text.textContent = words;
      kb.popover.place(this.element, this.mark);
    }

    async fill() {
      const { mark } = this;
      this.again.hidden = true;
      this.show({}, "Loading the citations …");
      try {
        const texts = await loadCitations(mark.hash.slice(1));
        if (mark === this.mark) this.show(texts, texts.Citation);
      } catch {
        if (mark !== this.mark) return; // opened for another statement meanwhile
        this.again.hidden = false;
        this.write("The citations could not be loaded.");
      }
    }

    async copy(form) {
      const { mark } = this;
      const text = this.texts[form];
      const isCopied = await kb.copy(text);
      if (mark !== this.mark) return;
      this.said.textContent = isCopied ? `${form} copied.` : `${form} could not be copied. Here it is:`;
      this.refused.textContent = isCopied ? "" : text;
      kb.popover.place(this.element, mark);
    }
  }

  // A text with a button that copies it, and a status beside the button.
  class KbCopy extends HTMLElement {
    connectedCallback() {
      if (this.querySelector("button")) return;
      const name = this.querySelector(".kb-form").textContent;
      const text = this.querySelector("pre").textContent;
      const button = kb.element("button", { type: "button" }, `Copy ${name}`);
      const said = kb.element("span", { role: "status" });
      let timer = 0;
      button.addEventListener("click", async () => {
        const isCopied = await kb.copy(text);
        said.textContent = isCopied ? ` ${name} copied.` : ` ${name} could not be copied: select it above.`;
        clearTimeout(timer);
        timer = setTimeout(() => said.replaceChildren(), STAYS);
      });
      this.append(button, said);
    }
  }

  // An anchor ends in a hash of the words of a statement. Where these have changed since a link was made, go to the
  // statement with the same property and date, else to the property.
  function mendFragment() {
    let name = location.hash.slice(1);
    if (!name || document.getElementById(name)) return;
    while (name.includes("-")) {
      name = name.slice(0, name.lastIndexOf("-"));
      const near = document.querySelector(`[id="${CSS.escape(name)}"], [id^="${CSS.escape(name)}-"]`);
      if (near) return location.replace(`#${near.id}`);
    }
  }

  // Escape goes from a note back to its citation.
  let cited = null;
  function followBack(event) {
    if (event.key !== "Escape" || !cited || !location.hash.startsWith("#note-") || event.defaultPrevented) return;
    location.hash = cited.id;
    cited.focus();
    cited = null;
  }

  customElements.define("kb-copy", KbCopy);
  const panel = kb.popover.isKnown ? new Panel() : null;
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    cited = event.target.closest("a.kb-cite") ?? cited;
    const mark = event.target.closest("a.kb-anchor");
    if (!mark || !panel) return;
    event.preventDefault();
    history.replaceState(history.state, "", mark.hash);
    panel.open(mark);
  });
  document.addEventListener("keydown", followBack);
  addEventListener("hashchange", mendFragment);
  mendFragment();
})();

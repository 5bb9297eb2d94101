// Opens the search: from the field in the header, with the key "/", or within a page (`data-inline`). The search itself is
// loaded when it is first used. Without this script the field is a link to the page A to Z.
(() => {
  const root = new URL("..", document.currentScript.src);
  const OFF = "kb-search-key-off"; // set where the reader has turned the key off
  const load = () => kb.import(new URL("assets/search-panel.js", root));

  // Percent codes that are not UTF-8 stay as they are.
  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // Puts a search into the address of the page, beside what else is in it.
  function writeAddress(asked) {
    const address = new URL(location);
    for (const name of ["q", "kind", "state", "year"]) address.searchParams.delete(name);
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    history.replaceState(history.state, "", address);
  }

  class KbSearch extends HTMLElement {
    connectedCallback() {
      if (this.isReady) return;
      this.isReady = true;
      if ("inline" in this.dataset) this.showInline();
      else this.showField();
    }

    // Replaces the link by a button; not on a page opened from disk, which can load neither modules nor data.
    showField() {
      const link = this.querySelector("a");
      this.fallback = link.href;
      if (location.protocol === "file:") return;
      this.button = kb.element("button", { type: "button", className: link.className }, ...link.childNodes);
      this.button.setAttribute("aria-haspopup", "dialog");
      this.key = kb.element("kbd", {}, "/");
      this.button.append(this.key);
      this.button.addEventListener("click", () => this.open());
      link.replaceWith(this.button);
      addEventListener("pageshow", (event) => {
        if (event.persisted) this.showKey();
        this.bringBack();
      });
      this.showKey();
    }

    // Shows the key beside the label, unless the reader has turned it off.
    showKey() {
      this.key.hidden = Boolean(kb.lasting.get(OFF));
      if (this.key.hidden) this.button.removeAttribute("aria-keyshortcuts");
      else this.button.setAttribute("aria-keyshortcuts", "/");
    }

    // Opens the search again that was open when this page was left.
    bringBack() {
      const asked = history.state?.search;
      if (asked && !this.dialog?.element.open) this.open(asked);
    }

    async open(asked = null) {
      if (!this.button) return location.assign(this.fallback);
      // Text that is typed while the dialog is loading goes into it.
      let typed = "";
      const keep = (event) => {
        if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        typed += event.key;
      };
      document.addEventListener("keydown", keep);
      try {
        const { SearchDialog } = await load();
        this.dialog ??= new SearchDialog(root, OFF, () => this.showKey());
        this.dialog.open(typed, asked);
      } catch {
        location.href = this.fallback; // opened as a file, or without a network
      } finally {
        document.removeEventListener("keydown", keep);
      }
    }

    // The words of the last part of the address.
    readAddress() {
      const name = location.pathname.slice(root.pathname.length).split("/").filter(Boolean).pop() ?? "";
      return decode(name).replace(/\.html?$|[-_+]/g, " ").trim();
    }

    async showInline() {
      const loaded = await load().catch(() => null); // opened as a file, or without a network
      if (!loaded) return;
      const asked = Object.fromEntries(new URLSearchParams(location.search));
      const panel = new loaded.SearchPanel(root, "toAddress" in this.dataset ? writeAddress : undefined);
      this.replaceChildren(panel.element);
      panel.search("fromAddress" in this.dataset && !asked.q ? { q: this.readAddress() } : asked);
      if ("toAddress" in this.dataset) panel.input.focus();
    }
  }
  customElements.define("kb-search", KbSearch);

  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isKey = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isKey || isWriting || event.defaultPrevented || kb.lasting.get(OFF)) return;
    const field = document.querySelector("kb-search:not([data-inline])");
    if (!field) return;
    event.preventDefault();
    field.open();
  });
})();

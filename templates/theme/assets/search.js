// Opens the search: from the field in the header, with "/", or in the page itself (`data-inline`). What does the
// searching is loaded when it is first asked for. Without this script the field is a link to the A to Z.
(() => {
  const root = new URL("..", document.currentScript.src);
  const OFF = "kb-search-key-off"; // set where the reader has turned the key off
  const load = () => import(new URL("assets/search-panel.js", root));

  class KbSearch extends HTMLElement {
    connectedCallback() {
      if (this.isReady) return;
      this.isReady = true;
      if ("inline" in this.dataset) this.showInline();
      else this.showField();
    }

    // A button in the place of the link.
    showField() {
      const link = this.querySelector("a");
      this.fallback = link.href;
      const button = Object.assign(document.createElement("button"), { type: "button", className: link.className });
      button.append(...link.childNodes);
      button.setAttribute("aria-haspopup", "dialog");
      if (!kb.lasting.get(OFF)) {
        button.append(Object.assign(document.createElement("kbd"), { textContent: "/" }));
        button.setAttribute("aria-keyshortcuts", "/");
      }
      button.addEventListener("click", () => this.open());
      link.replaceWith(button);
    }

    async open() {
      // What is typed while the dialog is being loaded goes into it.
      let typed = "";
      const keep = (event) => {
        if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        typed += event.key;
      };
      document.addEventListener("keydown", keep);
      try {
        const { SearchDialog } = await load();
        this.dialog ??= new SearchDialog(root, OFF);
        this.dialog.open(typed);
      } catch {
        location.href = this.fallback; // opened as a file, or without a network
      } finally {
        document.removeEventListener("keydown", keep);
      }
    }

    // The words of the last part of the address.
    readAddress() {
      const name = location.pathname.slice(root.pathname.length).split("/").filter(Boolean).pop() ?? "";
      return decodeURIComponent(name).replace(/\.html?$|[-_+]/g, " ").trim();
    }

    async showInline() {
      const loaded = await load().catch(() => null); // opened as a file, or without a network
      if (!loaded) return;
      const panel = new loaded.SearchPanel(root);
      this.append(panel.element);
      const asked = new URLSearchParams(location.search).get("q");
      panel.search(asked ?? ("fromAddress" in this.dataset ? this.readAddress() : ""));
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

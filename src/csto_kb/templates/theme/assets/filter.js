// Leaves of a list, a table and the charts beside them what the reader asks for; the choice stands in the address.
//
// A choice called `state` looks into `data-state` of each row or entry; a chart's mark goes with the entry whose
// `data-key` it names in `data-of`. Words are those of the row itself, folded as the search folds them, in any order; what
// is written together, such as 68/262, must stand together. Without this script everything is shown.
class KbFilter extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.target = document.getElementById(this.dataset.for);
    if (!this.target || this.isReady) return;
    this.isReady = true;
    this.items = [...this.target.querySelectorAll("tbody > tr, [data-key]")];
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", () => this.choose("pushState"));
    this.form.addEventListener("input", (event) => event.target.name === "q" && this.choose("replaceState"));
    this.form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const field of this.fields) field.value = "";
      this.choose("pushState");
    });
    addEventListener("popstate", () => this.read());
    document.addEventListener("kb-as-of", () => { // what is not of the chosen day does not count
      this.texts = null;
      this.show();
    });
    this.read();
  }

  get fields() {
    return [...this.form.elements].filter((field) => field.name);
  }

  read() {
    const query = new URLSearchParams(location.search);
    for (const field of this.fields) {
      field.value = query.get(field.name) ?? "";
      if (field.value !== (query.get(field.name) ?? "")) field.value = ""; // no such option
    }
    this.show();
  }

  choose(way) {
    const address = new URL(location.href);
    for (const field of this.fields) {
      if (field.value) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    }
    if (address.href !== location.href) history[way](null, "", address);
    this.show();
  }

  // The folded words of every row, read when first asked for.
  readTexts() {
    const read = (item) => [...(item.cells ?? [item])].map(kb.ownText).join(" ");
    this.texts ??= new Map(this.items.map((item) => [item, kb.foldText(read(item))]));
    return this.texts;
  }

  show() {
    const wanted = this.fields.filter((field) => field.value);
    const out = new Set();
    let shown = 0;
    for (const item of this.items) {
      const fits = wanted.every((field) => (field.name === "q"
        ? field.value.split(/\s+/).every((word) => this.readTexts().get(item).includes(kb.foldText(word)))
        : (item.dataset[field.name] ?? "").split(" ").includes(field.value)));
      item.classList.toggle("kb-out", !fits);
      if (fits && item.dataset.asOf !== "no") shown += 1;
      if (!fits && item.dataset.key) out.add(item.dataset.key);
    }
    for (const mark of this.target.querySelectorAll("[data-of]")) mark.classList.toggle("kb-out", out.has(mark.dataset.of));
    for (const group of this.target.querySelectorAll("section")) {
      group.classList.toggle("kb-out", !group.querySelector(":is(tbody > tr, [data-key]):not(.kb-out, [data-as-of=no])"));
    }
    const all = this.items.length;
    const words = shown === all ? `${all} ${this.dataset.what}` : `${shown} of ${all} ${this.dataset.what} shown`;
    this.querySelector("[role=status]").textContent = words;
  }
}
customElements.define("kb-filter", KbFilter);

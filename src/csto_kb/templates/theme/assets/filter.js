// Filters a list, a table and the charts beside them; the address keeps the selection.
//
// A filter called `state` compares `data-state` of each row or entry; a chart's mark is shown with the entry whose
// `data-key` is its `data-of`. Words match the text of the row, folded as in the search, in any order; what is written
// without spaces, such as 68/262, must match as a whole. A field with `data-preset` has that value where the address
// chooses nothing at all, unless that would leave nothing to see as of the chosen day. Without this script everything is shown.
(() => {
  // Whether an item matches the filters. `wanted` has pairs of a name and a value, `data` the values of the item by name,
  // separated by spaces; `readText` returns its folded text, and is called only where words are wanted.
  const fits = (wanted, data, readText) => wanted.every(([name, value]) => (name === "q"
    ? value.split(/\s+/).every((word) => readText().includes(kb.foldText(word)))
    : (data[name] ?? "").split(" ").includes(value)));

  const countWords = (shown, all, one, many) => {
    const what = all === 1 ? one : many;
    return shown === all ? `${all} ${what}` : `${shown} of ${all} ${what} shown`;
  };

  kb.filter = { fits, countWords }; // for tests

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
      document.addEventListener("kb-as-of", () => { // rows that do not hold on the chosen day are not counted
        this.texts = null;
        this.read();
      });
      this.read();
    }

    get fields() {
      return [...this.form.elements].filter((field) => field.name);
    }

    // The value of a field where nothing is chosen.
    presetOf({ name, dataset: { preset } }) {
      const holds = (item) => item.dataset.asOf !== "no" && fits([[name, preset]], item.dataset);
      return preset && this.items.some(holds) ? preset : "";
    }

    read() {
      const query = new URLSearchParams(location.search);
      const isChosen = this.fields.some((field) => query.has(field.name));
      for (const field of this.fields) {
        const wanted = query.get(field.name) ?? (isChosen ? "" : this.presetOf(field));
        field.value = wanted;
        if (field.value !== wanted) field.value = ""; // there is no such option
      }
      this.show();
    }

    choose(method) {
      const address = new URL(location.href);
      const isPreset = this.fields.every((field) => field.value === this.presetOf(field));
      for (const field of this.fields) {
        if (!isPreset && (field.value || field.dataset.preset)) address.searchParams.set(field.name, field.value);
        else address.searchParams.delete(field.name);
      }
      if (address.href !== location.href) history[method](null, "", address);
      this.show();
    }

    // The folded text of every row, read when first needed.
    readTexts() {
      const read = (item) => [...(item.cells ?? [item])].map(kb.ownText).join(" ");
      this.texts ??= new Map(this.items.map((item) => [item, kb.foldText(read(item))]));
      return this.texts;
    }

    show() {
      const wanted = this.fields.filter((field) => field.value).map((field) => [field.name, field.value]);
      const out = new Set();
      let shown = 0;
      for (const item of this.items) {
        const isIn = fits(wanted, item.dataset, () => this.readTexts().get(item));
        item.classList.toggle("kb-out", !isIn);
        if (isIn && item.dataset.asOf !== "no") shown += 1;
        if (!isIn && item.dataset.key) out.add(item.dataset.key);
      }
      for (const mark of this.target.querySelectorAll("[data-of]")) mark.classList.toggle("kb-out", out.has(mark.dataset.of));
      for (const group of this.target.querySelectorAll("section")) {
        group.classList.toggle("kb-out", !group.querySelector(":is(tbody > tr, [data-key]):not(.kb-out, [data-as-of=no])"));
      }
      document.dispatchEvent(new CustomEvent("kb-filter", { detail: wanted.length > 0 }));
      this.querySelector("[role=status]").textContent = countWords(shown, this.items.length, this.dataset.one, this.dataset.many);
    }
  }
  customElements.define("kb-filter", KbFilter);
})();

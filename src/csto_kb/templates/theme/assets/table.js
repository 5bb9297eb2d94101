// Sorts a table by the column whose heading is pressed. Without this script the table is as readable.
//
// A cell is sorted by what it is: a number, or a date by its first and its last day, stands in `data-sort` (see
// `sorting.py`); else its words count. What is empty comes last either way, and rows that are alike keep their order.
// A table with `data-name` keeps its order in the address: `?sort=vote` upwards, `?sort=-vote` downwards, by the words of the heading.
(() => {
  const [NUMBER, DATE, TEXT, EMPTY] = [0, 1, 2, 3];
  const collate = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, ignorePunctuation: true }).compare; // "[Uzbekistan]" stands under U

  // What a cell is, and by what cells of its sort are compared.
  function readKey(cell) {
    const isHeldBack = cell.querySelector("[data-as-of=no]");
    const isGiven = "sort" in cell.dataset && !isHeldBack;
    const text = isGiven ? cell.dataset.sort : kb.ownText(cell).trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return { sort: EMPTY };
    if (isGiven && Number.isFinite(Number(text))) return { sort: NUMBER, value: Number(text) };
    return { sort: isGiven && /^\d{4}-\d\d-\d\d/.test(text) ? DATE : TEXT, value: text };
  }

  function compare(one, other) {
    if (one.sort !== other.sort) return one.sort - other.sort;
    if (one.sort === TEXT) return collate(one.value, other.value);
    return one.value < other.value ? -1 : Number(one.value > other.value);
  }

  kb.table = { readKey, compare }; // for tests

  const nameOf = (heading) => heading.textContent.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");

  class KbTable extends HTMLElement {
    connectedCallback() {
      if (this.headings) return;
      this.headings = [...this.querySelectorAll("thead th")];
      this.parts = [...this.querySelectorAll("tbody")]; // several in a long table, of which only those in sight are laid out
      this.original = this.rows;
      this.lengths = this.parts.map((part) => part.rows.length);
      this.keys = new Map(); // of the columns that have been sorted by, the keys of their rows
      for (const heading of this.headings) {
        if ("fixed" in heading.dataset) continue;
        const button = kb.element("button", { type: "button" }, ...heading.childNodes);
        heading.append(button);
        button.addEventListener("click", () => this.press(heading));
      }
      document.addEventListener("kb-as-of", () => this.keys.clear()); // cells say something else on another day
      if (!this.dataset.name) return;
      addEventListener("popstate", () => this.read());
      this.read();
    }

    get rows() {
      return this.parts.flatMap((part) => [...part.rows]);
    }

    // The order that the address asks for; the order of the page where it asks for none.
    read() {
      const asked = new URLSearchParams(location.search).get(this.dataset.name) ?? "";
      const heading = this.headings.find((other) => nameOf(other) === asked.replace(/^-/, ""));
      if (!heading && !this.querySelector("[aria-sort]")) return;
      if (heading) this.sort(heading, asked.startsWith("-") ? "descending" : "ascending", this.original);
      else this.show(this.original);
    }

    press(heading) {
      const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      this.sort(heading, direction, this.rows);
      if (!this.dataset.name) return;
      const address = new URL(location.href);
      address.searchParams.set(this.dataset.name, (direction === "descending" ? "-" : "") + nameOf(heading));
      history.pushState(null, "", address);
    }

    sort(heading, direction, rows) {
      const keys = this.readKeys(this.headings.indexOf(heading));
      const sign = direction === "descending" ? -1 : 1;
      const isEmpty = (row) => keys.get(row).sort === EMPTY;
      const filled = rows.filter((row) => !isEmpty(row)).sort((one, other) => sign * compare(keys.get(one), keys.get(other)));
      this.show([...filled, ...rows.filter(isEmpty)], heading, direction);
    }

    readKeys(column) {
      if (!this.keys.has(column)) this.keys.set(column, new Map(this.original.map((row) => [row, readKey(row.cells[column])])));
      return this.keys.get(column);
    }

    show(rows, sorted, direction) {
      for (const heading of this.headings) {
        if (heading === sorted) heading.setAttribute("aria-sort", direction);
        else heading.removeAttribute("aria-sort");
      }
      let start = 0;
      this.parts.forEach((part, place) => {
        part.append(...rows.slice(start, start + this.lengths[place]));
        start += this.lengths[place];
      });
    }
  }
  customElements.define("kb-table", KbTable);
})();

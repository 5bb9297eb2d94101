// Sorts a table by the column whose heading is pressed. Without this script the table is as readable.
//
// A table with `data-name` keeps its order in the address: `?sort=vote` upwards, `?sort=-vote` downwards, by the words of the heading.
class KbTable extends HTMLElement {
  connectedCallback() {
    this.headings = [...this.querySelectorAll("thead th")];
    this.headings.forEach((heading, column) => {
      if (heading.querySelector("button") || "fixed" in heading.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => this.press(heading));
    });
    if (!this.dataset.name || this.original) return;
    this.original = [...this.querySelector("tbody").rows];
    addEventListener("popstate", () => this.read());
    this.read();
  }

  // The order that the address asks for; the order of the page where it asks for none.
  read() {
    const asked = new URLSearchParams(location.search).get(this.dataset.name) ?? "";
    const heading = this.headings.find((other) => keyOf(other) === asked.replace(/^-/, ""));
    if (heading) this.sort(heading, asked.startsWith("-") ? "descending" : "ascending");
    else if (this.querySelector("[aria-sort]")) {
      this.headings.forEach((other) => other.removeAttribute("aria-sort"));
      this.querySelector("tbody").append(...this.original);
    }
  }

  press(heading) {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    this.sort(heading, direction);
    if (!this.dataset.name) return;
    const address = new URL(location.href);
    address.searchParams.set(this.dataset.name, (direction === "descending" ? "-" : "") + keyOf(heading));
    history.pushState(null, "", address);
  }

  sort(heading, direction) {
    const column = this.headings.indexOf(heading);
    this.headings.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", direction);
    const body = this.querySelector("tbody");
    const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)));
    if (direction === "descending") rows.reverse();
    const isFilled = (row) => row.cells[column].dataset.sort !== "";
    body.append(...rows.filter(isFilled), ...rows.filter((row) => !isFilled(row))); // what is empty comes last either way
  }
}

const keyOf = (heading) => heading.textContent.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
customElements.define("kb-table", KbTable);

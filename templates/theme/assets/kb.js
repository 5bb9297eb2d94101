// Sorts a table by the column whose heading is pressed. Without this script the table is as readable.
class KbTable extends HTMLElement {
  connectedCallback() {
    const headings = this.querySelectorAll("thead th");
    headings.forEach((heading, column) => {
      if (heading.querySelector("button")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => this.sort(headings, heading, column));
    });
  }

  sort(headings, heading, column) {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    headings.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", direction);
    const body = this.querySelector("tbody");
    const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)));
    if (direction === "descending") rows.reverse();
    body.append(...rows);
  }
}
customElements.define("kb-table", KbTable);

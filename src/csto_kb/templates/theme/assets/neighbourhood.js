// A neighbourhood: a row under the pointer or with the focus has its arcs highlighted, and the rows at their other ends.
// Without this script no arc is highlighted.
(() => {
  class KbNeighbourhood extends HTMLElement {
    connectedCallback() {
      const rows = [...this.querySelectorAll(".kb-neighbourhood__row")];
      const arcs = [...this.querySelectorAll("[data-ends]")].map((arc) => [arc, arc.dataset.ends.split(" ").map(Number)]);
      const highlight = (target) => {
        const at = rows.indexOf(target instanceof Element ? target.closest(".kb-neighbourhood__row") : null);
        rows.forEach((row) => row.classList.remove("is-near"));
        for (const [arc, ends] of arcs) {
          const isHighlighted = ends.includes(at);
          arc.classList.toggle("is-highlighted", isHighlighted);
          if (isHighlighted) rows[ends[0] === at ? ends[1] : ends[0]].classList.add("is-near");
        }
      };
      // Not `pointerover`, which also a page that scrolls below a pointer at rest sends, as when the focus moves.
      for (const event of ["pointermove", "focusin"]) this.addEventListener(event, ({ target }) => highlight(target));
      this.addEventListener("pointerleave", () => highlight(document.activeElement));
      this.addEventListener("focusout", () => highlight(null));
    }
  }
  customElements.define("kb-neighbourhood", KbNeighbourhood);
})();

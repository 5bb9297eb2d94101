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
      for (const event of ["pointerover", "focusin"]) this.addEventListener(event, ({ target }) => highlight(target));
      for (const event of ["pointerleave", "focusout"]) this.addEventListener(event, () => highlight(null));
    }
  }
  customElements.define("kb-neighbourhood", KbNeighbourhood);
})();

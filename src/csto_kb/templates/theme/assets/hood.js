// A neighbourhood: on pointing at a row, or reaching it by keyboard, its bows are lit and the rows at their other ends.
// Without this script every bow is as readable as the others.
(() => {
  class KbHood extends HTMLElement {
    connectedCallback() {
      const rows = [...this.querySelectorAll(".kb-hood__row")];
      const bows = [...this.querySelectorAll("[data-ends]")].map((bow) => [bow, bow.dataset.ends.split(" ").map(Number)]);
      const light = (target) => {
        const at = rows.indexOf(target instanceof Element ? target.closest(".kb-hood__row") : null);
        rows.forEach((row) => row.classList.remove("is-near"));
        for (const [bow, ends] of bows) {
          const isLit = ends.includes(at);
          bow.classList.toggle("is-lit", isLit);
          if (isLit) rows[ends[0] === at ? ends[1] : ends[0]].classList.add("is-near");
        }
      };
      for (const event of ["pointerover", "focusin"]) this.addEventListener(event, ({ target }) => light(target));
      for (const event of ["pointerleave", "focusout"]) this.addEventListener(event, () => light(null));
    }
  }
  customElements.define("kb-hood", KbHood);
})();

// Keeps the focused element and the target of the address visible beside sticky elements: the banner of a chosen day, and
// the headings of a table's columns and rows (WCAG 2.2, 2.4.11 Focus Not Obscured). The styles make elements sticky; their
// size is measured here and becomes the `scroll-padding` of the scrolling element. Without this script there is no banner,
// and the styles assume the usual size of headings.
(() => {
  const GAP = 8; // pixels, for the focus ring

  // The height or width that an element covers of the scrolling content.
  const covers = (part, side) => (part && getComputedStyle(part).position === "sticky" ? part.getBoundingClientRect()[side] : 0);

  // The scrolling elements, with the covered height and width.
  function measure() {
    const fields = [...document.querySelectorAll(".kb-scroll")].filter((field) => field.querySelector("table"));
    return [
      [document.documentElement, covers(document.querySelector(".kb-as-of__note"), "height"), 0],
      ...fields.map((field) => [field, covers(field.querySelector("thead th"), "height"), covers(field.querySelector("tbody th"), "width")]),
    ];
  }

  function keepClear() {
    for (const [field, top, left] of measure()) {
      const isPage = field === document.documentElement;
      if (isPage) field.style.setProperty("--kb-covered", `${top}px`);
      else field.style.scrollPadding = `${top ? top + GAP : 0}px 0 0 ${left ? left + GAP : 0}px`;
    }
  }

  // Scrolls to the target of the address again, where the banner appeared after the browser had scrolled.
  let isNew = true;
  function follow() {
    keepClear();
    if (isNew) document.querySelector(":target")?.scrollIntoView();
    isNew = false;
  }
  for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(type, () => { isNew = false; }, { once: true, passive: true });

  const observer = new ResizeObserver(follow);
  for (const part of document.querySelectorAll(".kb-as-of__note, .kb-scroll thead th:first-child")) observer.observe(part);
  addEventListener("resize", keepClear); // the size of the window decides which elements are sticky

  // Browsers scroll to a focused element, but not always where only the padding is in the way.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".kb-scroll :focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();

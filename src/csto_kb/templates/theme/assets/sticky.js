// Keeps what is focused, or led to by an address, clear of what stays in sight: of the banner of a chosen day, and in
// a table of the heads of its columns and rows (WCAG 2.2, 2.4.11 Focus Not Obscured). The styles say what is sticky;
// how much it covers is measured here and becomes the `scroll-padding` of what scrolls. Without this script there is no
// banner, and the heads of tables are taken for as large as they mostly are.
(() => {
  const GAP = 8; // pixels, for the ring around what is focused

  // The height or width that a part covers of what scrolls below it.
  const covers = (part, side) => (part && getComputedStyle(part).position === "sticky" ? part.getBoundingClientRect()[side] : 0);

  // What scrolls, with how much of its top and its left is covered.
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

  // The target of the address once more, where the banner has come after the browser scrolled to it.
  let isNew = true;
  function follow() {
    keepClear();
    if (isNew) document.querySelector(":target")?.scrollIntoView();
    isNew = false;
  }
  for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(type, () => { isNew = false; }, { once: true, passive: true });

  const observer = new ResizeObserver(follow);
  for (const part of document.querySelectorAll(".kb-as-of__note, .kb-scroll thead th:first-child")) observer.observe(part);
  addEventListener("resize", keepClear); // what is sticky depends on the window

  // Browsers scroll to what is focused, but not always for a part that only the padding covers.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".kb-scroll :focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();

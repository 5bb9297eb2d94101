// Keeps the heads of tables at the top of the window, says what is beside the visible part of a wide table, and keeps the
// focused element and the target of the address visible beside what is sticky (WCAG 2.2, 2.4.11 Focus Not Obscured).
//
// A table that fits into its place is in no scrolling box, so that its head can stick to the window by style alone. A wider
// one scrolls sideways in a box, which would hold its head; there the head is moved down by as much as the box is above the
// window. What is sticky is measured here: `--kb-top` is the height of the banner of a chosen day, `--kb-covered` that with
// the head of the table that has the focus. Without this script wide and long tables scroll away with their heads.
(() => {
  const GAP = 8; // pixels, for the focus ring
  const LOW = "(max-height: 30rem)"; // nothing is sticky in a low window
  const root = document.documentElement;
  const fields = [...document.querySelectorAll(".kb-scroll")].filter((field) => field.querySelector("thead"));

  // The height or width that an element covers of the scrolling content.
  const covers = (part, side) => (part && getComputedStyle(part).position === "sticky" ? part.getBoundingClientRect()[side] : 0);

  // How many of the ends of columns lie beyond the right edge, by more than a pixel.
  const countBeside = (ends, edge) => ends.filter((end) => end > edge + 1).length;
  const besideWords = (count) => `${count} more ${count === 1 ? "column" : "columns"} →`;

  // How far a head is moved down: its place is at `start`, with `room` below it, and it belongs at `top`.
  const moved = (start, room, top) => Math.max(0, Math.min(top - start, room));

  kb.sticky = { countBeside, besideWords, moved }; // for tests

  let top = 0;

  function measure(field) {
    field.classList.remove("kb-fits");
    field.classList.toggle("kb-fits", field.scrollWidth <= field.clientWidth + 1);
    const left = covers(field.querySelector("thead th"), "width"); // as wide as those of the rows, of which a day can hide some
    field.style.scrollPadding = `0 0 0 ${left ? left + GAP : 0}px`;
    follow(field);
  }

  // What changes as the page or a table scrolls.
  function follow(field) {
    const isWide = !field.classList.contains("kb-fits");
    const box = field.getBoundingClientRect();
    const head = field.querySelector("thead");
    const start = head.getBoundingClientRect().top - (parseFloat(field.style.getPropertyValue("--kb-down")) || 0);
    const down = isWide && !matchMedia(LOW).matches ? moved(start, box.bottom - start - 2 * head.offsetHeight, top) : 0;
    field.style.setProperty("--kb-down", `${Math.round(down)}px`);
    const ends = isWide ? [...head.rows[0].cells].filter((cell) => cell.offsetWidth).map((cell) => cell.getBoundingClientRect().right) : [];
    const count = countBeside(ends, box.right);
    let note = field.previousElementSibling?.matches(".kb-beside") ? field.previousElementSibling : null;
    if (!note && count) {
      note = kb.element("p", "kb-beside");
      field.before(note);
    }
    if (note && note.textContent !== (count ? besideWords(count) : "\u00a0")) note.textContent = count ? besideWords(count) : "\u00a0";
  }

  function keepClear() {
    top = covers(document.querySelector(".kb-as-of__note"), "height");
    root.style.setProperty("--kb-top", `${top}px`);
    fields.forEach(measure);
    cover(document.activeElement);
  }

  // The padding of the window for an element: the banner, and the head of its table.
  function cover(element) {
    const head = element?.closest?.("tbody, tfoot") && !matchMedia(LOW).matches ? element.closest("table").tHead?.offsetHeight ?? 0 : 0;
    root.style.setProperty("--kb-covered", `${top + head}px`);
  }

  // Scrolls to the target of the address again, where the banner appeared after the browser had scrolled.
  let isNew = true;
  function arrive() {
    keepClear();
    const target = document.querySelector(":target");
    if (target) cover(target);
    if (isNew) target?.scrollIntoView();
    isNew = false;
  }
  for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(type, () => { isNew = false; }, { once: true, passive: true });

  const observer = new ResizeObserver(arrive);
  for (const part of document.querySelectorAll(".kb-as-of__note, .kb-scroll thead th:first-child")) observer.observe(part);
  addEventListener("resize", keepClear); // the size of the window decides which elements are sticky
  for (const field of fields) field.addEventListener("scroll", () => follow(field), { passive: true });
  addEventListener("scroll", () => fields.forEach((field) => field.classList.contains("kb-fits") || follow(field)), { passive: true });

  // Browsers scroll to a focused element, but not always where only the padding is in the way.
  document.addEventListener("focusin", ({ target }) => {
    cover(target);
    if (target.matches(".kb-scroll :focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();

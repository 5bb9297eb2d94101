// What a page shows of the chosen as-of day. An element that holds for a time only has `data-held`: the first and the last day
// on which it may have begun, then those on which it may have ended, separated by slashes (see `spans.py`). With a chosen day
// each gets `data-as-of`: held, uncertain or no; every other part of the page gets `data-of-today`, so that nothing of today
// stands there as if it were of that day.
(() => {
  const LISTS = "ul:not(.kb-answers), ol, tbody:first-of-type, section:has(> div > .kb-facts)"; // say so when they are empty
  const GROUPS = "details.kb-year, p.kb-status, .kb-matrix :is(tbody, tfoot) > tr, div:has(> .kb-facts)"; // go when they are empty
  const CONTAINERS = "main, div, article, section, header, aside, dl, details, kb-table, figure";
  const TIMELESS = `h1, h2, h3, h4, nav, footer, summary, script, style, form, kb-filter, kb-search, ul.kb-names, figcaption, caption,
    input, label, .kb-timeless, .kb-legend, .kb-edit, .kb-only-today, .kb-other-day, [popover], section:has(> .kb-notes), .kb-notes`;

  function standing(held, day) {
    const [first, last, endFirst, endLast] = held.split("/");
    if ((endLast && day >= endLast) || (first && day < first)) return "no";
    return last && day >= last && !(endFirst && day >= endFirst) ? "held" : "uncertain";
  }

  // Hides or shows the cells of a column with its heading.
  function showColumn(heading) {
    const isOut = heading.dataset.asOf === "no";
    for (const row of heading.closest("table").rows) {
      const cell = row.cells[heading.cellIndex];
      if (isOut) cell.dataset.asOf = "no";
      else if (cell !== heading) delete cell.dataset.asOf;
    }
  }

  // How many entries of the page are of a later day; one inside another is not counted again.
  function countLater(day) {
    const isLater = (part) => part.dataset.held.split("/")[0] > day;
    const later = [...document.querySelectorAll("main :is(li, tr, .kb-answer)[data-held]")].filter(isLater);
    return later.filter((part) => !part.parentElement.closest("[data-as-of=no]")).length;
  }

  // Marks the parts that show today: those without anything that holds for a time. The first of several is "head"; in a
  // section it is the first below the heading. A row of a description list is one part: its term is that of its values.
  function markToday(parent) {
    let isRun = false;
    for (const part of parent.children) {
      if (part.matches(TIMELESS) || part.dataset.held !== undefined) continue;
      const isOfTime = part.querySelector("[data-held]") !== null;
      if (isOfTime ? part.matches(CONTAINERS) && !part.matches("dl > div") : part.matches("section, article")) markToday(part);
      else if (!isOfTime && part.textContent.trim()) part.dataset.ofToday = isRun ? "" : "head";
      isRun = !isOfTime;
    }
  }

  function markHeld(day) {
    for (const part of document.querySelectorAll("[data-held]")) {
      if (day) part.dataset.asOf = standing(part.dataset.held, day);
      else delete part.dataset.asOf;
    }
    const isEmptied = (part) => part.querySelector("[data-held]") && !part.querySelector("[data-held]:not([data-as-of=no])");
    for (const group of document.querySelectorAll(`${LISTS}, ${GROUPS}`)) {
      if (group.dataset.held) continue;
      const parts = group.matches("tbody:first-of-type") ? [...group.parentNode.tBodies] : [group];
      const isEmpty = Boolean(day) && parts.every(isEmptied);
      if (group.matches(LISTS)) group.toggleAttribute("data-as-of-none", isEmpty);
      else if (isEmpty) group.dataset.asOf = "no";
      else delete group.dataset.asOf;
    }
    for (const heading of document.querySelectorAll("thead th[data-held]")) showColumn(heading);
  }

  // Shows a day, or today where it is ""; returns whether anything on the page follows the day, and how many entries are later.
  function markPage(day) {
    markHeld(day);
    for (const part of document.querySelectorAll("[data-of-today]")) delete part.dataset.ofToday;
    const page = document.querySelector("main > div");
    if (!day || !page) return { follows: false, later: 0 };
    markToday(page);
    return { follows: Boolean(page.querySelector("[data-held]")), later: countLater(day) };
  }

  kb.asOf = { standing, markPage };
})();

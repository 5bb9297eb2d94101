// What scripts put into a page: elements, and what opens beside one of them.
(() => {
  const GAP = 6; // pixels between a popover and what it belongs to

  // An element with its properties, or only the name of its class, and what is in it.
  kb.element = (name, properties = {}, ...content) => {
    const given = typeof properties === "string" ? { className: properties } : properties;
    const { role, ...own } = given; // not every browser knows a role as a property
    const made = Object.assign(document.createElement(name), own);
    if (role) made.setAttribute("role", role);
    made.append(...content);
    return made;
  };

  // A popover lies below what it belongs to, or above it where there is more room; in coordinates of the document, so
  // that it scrolls along. None of these throws: where a browser knows no popover (`isKnown`), or what it belongs to is
  // not to be seen, nothing happens.
  kb.popover = {
    isKnown: "popover" in HTMLElement.prototype,

    isOpen: (popover) => kb.popover.isKnown && popover.matches(":popover-open"),

    // Put it behind an element, in the order of the keyboard, and show it; whether it is shown.
    open(popover, beside) {
      if (!kb.popover.isKnown || !beside.isConnected) return false;
      if (popover.previousElementSibling !== beside) beside.after(popover);
      if (!kb.popover.isOpen(popover)) popover.showPopover();
      kb.popover.place(popover, beside);
      return true;
    },

    // Where it lies; once more after it has grown, for its size counts.
    place(popover, beside) {
      const boxes = beside.getClientRects(); // one a line of a link that is broken
      if (!boxes.length) return;
      const [first, last] = [boxes[0], boxes[boxes.length - 1]];
      const left = Math.max(GAP, Math.min(first.left, document.documentElement.clientWidth - popover.offsetWidth - GAP));
      const isBelow = last.bottom + GAP + popover.offsetHeight <= innerHeight || innerHeight - last.bottom > first.top;
      const top = isBelow ? last.bottom + GAP : first.top - GAP - popover.offsetHeight;
      popover.style.left = `${left + scrollX}px`;
      popover.style.top = `${Math.max(top + scrollY, 0)}px`;
    },

    close(popover) {
      if (kb.popover.isOpen(popover)) popover.hidePopover();
    },
  };
})();

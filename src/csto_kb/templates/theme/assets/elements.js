// Making elements, and popovers beside elements.
(() => {
  const GAP = 6; // pixels between a popover and its element

  // Makes an element with properties, or only a class name, and children.
  kb.element = (name, properties = {}, ...content) => {
    const given = typeof properties === "string" ? { className: properties } : properties;
    const { role, ...own } = given; // not every browser has `role` as a property
    const made = Object.assign(document.createElement(name), own);
    if (role) made.setAttribute("role", role);
    made.append(...content);
    return made;
  };

  // A popover is below its element, or above it where there is more room; in coordinates of the document, so that it
  // scrolls along. None of these functions throws: where a browser does not support popovers (`isKnown`), or the element
  // is not visible, nothing happens.
  kb.popover = {
    isKnown: "popover" in HTMLElement.prototype,

    isOpen: (popover) => kb.popover.isKnown && popover.matches(":popover-open"),

    // Puts it after an element, in tab order, and shows it; returns whether it is shown.
    open(popover, beside) {
      if (!kb.popover.isKnown || !beside.isConnected) return false;
      if (popover.previousElementSibling !== beside) beside.after(popover);
      if (!kb.popover.isOpen(popover)) popover.showPopover();
      kb.popover.place(popover, beside);
      return true;
    },

    // Places it; to be called again after its size has changed.
    place(popover, beside) {
      const boxes = beside.getClientRects(); // one for each line of a wrapped link
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

// Where what opens beside an element lies: below it, or above it where there is more room; in coordinates of the
// document, so that it scrolls along. `popover` is shown already, for its size counts.
kb.place = (popover, element) => {
  const gap = 6;
  const boxes = element.getClientRects(); // one a line of a link that is broken
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  const left = Math.max(gap, Math.min(first.left, document.documentElement.clientWidth - popover.offsetWidth - gap));
  const isBelow = last.bottom + gap + popover.offsetHeight <= innerHeight || innerHeight - last.bottom > first.top;
  const top = isBelow ? last.bottom + gap : first.top - gap - popover.offsetHeight;
  popover.style.left = `${left + scrollX}px`;
  popover.style.top = `${Math.max(top + scrollY, 0)}px`;
};

// Copying. `kb.copy(text)` is called in the press itself, with the text at hand: a browser may refuse what comes after
// anything was waited for (WebKit always does). The promise says what really happened, true or false, and never fails.
(() => {
  // Where there is no clipboard to ask, or it says no: an http address, a sandboxed frame, a permission not given.
  // The focus stays where it is; what was selected is selected again.
  function copyBySelection(text) {
    const selection = getSelection();
    if (!selection) return false; // a frame that is not shown
    const before = Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index));
    const focused = document.activeElement;
    const copied = kb.element("span", "kb-copied", text);
    (focused?.closest("dialog, [popover]") ?? document.body).append(copied);
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
    };
    copied.addEventListener("copy", put);
    try {
      selection.selectAllChildren(copied);
      return document.execCommand("copy");
    } catch {
      return false;
    } finally {
      copied.remove();
      selection.removeAllRanges();
      before.forEach((range) => selection.addRange(range));
      if (document.activeElement !== focused) focused?.focus({ preventScroll: true });
    }
  }

  kb.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  };
})();

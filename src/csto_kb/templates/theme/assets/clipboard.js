// Copying. `kb.copy(text)` must be called directly in the event handler, with the text available: browsers may refuse it
// after an await (WebKit always does). The promise is true or false, whether the text was copied, and never rejects.
(() => {
  // The fallback where the clipboard is missing or refuses: an http address, a sandboxed frame, a missing permission.
  // The focus and the selection are restored.
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

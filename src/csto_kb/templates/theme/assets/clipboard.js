// Copying. `kb.copy(text)` is called in the press itself, with the text at hand: a browser may refuse what comes after
// anything was waited for (WebKit always does). The promise says what really happened: true, or false.
(() => {
  // Where there is no clipboard to ask, or it says no: an http address, a sandboxed frame, a permission not given.
  // The focus stays where it is; what was selected is selected again.
  function copyBySelection(text) {
    const selection = getSelection();
    const before = Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index));
    const focused = document.activeElement;
    const copied = Object.assign(document.createElement("span"), { className: "kb-copied", textContent: text });
    (focused?.closest("dialog, [popover]") ?? document.body).append(copied);
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
    };
    copied.addEventListener("copy", put);
    selection.selectAllChildren(copied);
    const isCopied = document.execCommand("copy");
    copied.remove();
    selection.removeAllRanges();
    before.forEach((range) => selection.addRange(range));
    if (document.activeElement !== focused) focused?.focus({ preventScroll: true });
    return isCopied;
  }

  kb.copy = async (text) => {
    if (!navigator.clipboard) return copyBySelection(text);
    return navigator.clipboard.writeText(text).then(() => true, () => copyBySelection(text));
  };
})();

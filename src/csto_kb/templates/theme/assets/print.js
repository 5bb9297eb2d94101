// For paper: the address of the page and its day at the foot of each sheet, and the addresses of sources as people read them.
// Without this script sheets have their number only, and addresses stand as they are coded.
(() => {
  // The address without percent codes and without the words of a passage; as it is where the codes are not UTF-8.
  function readable(address) {
    const [bare] = address.split("#:~:");
    try {
      return decodeURI(bare);
    } catch {
      return bare;
    }
  }

  addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll(".kb-notes a.kb-web")) {
      const shown = readable(link.getAttribute("href"));
      if (shown !== link.getAttribute("href")) link.dataset.print = shown;
    }
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const address = readable(canonical ?? location.href.split("#")[0]).replace(/^https?:\/\//, "");
    const reviewed = document.querySelector(".kb-foot time")?.textContent;
    const chosen = document.querySelector(".kb-as-of__note:not([hidden]) strong")?.textContent.replace(/\.$/, "");
    const sheet = [address, reviewed && `reviewed ${reviewed}`, chosen].filter(Boolean).join(" · ");
    document.documentElement.style.setProperty("--kb-sheet", JSON.stringify(sheet));
  });
})();

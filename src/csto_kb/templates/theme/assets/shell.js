// The frame: the switch between light and dark, the menu, the current section. Without this script only the switch is
// missing.
(() => {
  const root = document.documentElement;

  // The colour scheme: that of the system, by the styles, unless the reader has chosen the other (`scheme.js`).
  class KbScheme extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) return;
      this.button = kb.element("button", { type: "button" });
      this.button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2a10 10 0 1 0 0 20V2Z"/><circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2"/></svg><span></span>';
      this.system = matchMedia("(prefers-color-scheme: dark)");
      this.system.addEventListener("change", () => this.show());
      this.button.addEventListener("click", () => this.turn());
      addEventListener("pageshow", (event) => event.persisted && this.wear(kb.lasting.get("kb-scheme")));
      this.append(this.button);
      this.show();
    }

    get isDark() {
      const chosen = root.dataset.mdColorScheme;
      return chosen ? chosen === "slate" : this.system.matches;
    }

    // Switches to the other scheme; where that is the system's, nothing is stored, and the system is followed again.
    turn() {
      const isDark = !this.isDark;
      const chosen = isDark === this.system.matches ? "" : isDark ? "slate" : "default";
      kb.lasting.set("kb-scheme", chosen);
      this.wear(chosen);
    }

    wear(chosen) {
      if (chosen) root.dataset.mdColorScheme = chosen;
      else delete root.dataset.mdColorScheme;
      this.show();
    }

    show() {
      const other = this.isDark ? "Light" : "Dark"; // the name of what a press does
      this.button.querySelector("span").textContent = other;
      this.button.setAttribute("aria-label", `${other} colours`);
    }
  }
  customElements.define("kb-scheme", KbScheme);

  // The menu, and the table of contents where it is at the edge of a narrow screen, close with Escape, with a click elsewhere
  // or on one of their links, and on leaving the page, which the browser may restore.
  const isAtEdge = (panel) => panel.matches(".kb-menu") || getComputedStyle(panel.querySelector("summary")).position === "fixed";
  const findOpen = () => [...document.querySelectorAll(":is(.kb-menu, .kb-toc)[open]")].filter(isAtEdge);
  addEventListener("pagehide", () => findOpen().forEach((panel) => { panel.open = false; }));
  document.addEventListener("keydown", (event) => {
    const [panel] = findOpen();
    if (event.key !== "Escape" || !panel || event.defaultPrevented) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  document.addEventListener("click", ({ target }) => {
    for (const panel of findOpen()) if (!panel.contains(target) || target.closest("a")) panel.open = false;
  });

  // Marks in the table of contents the last heading above the middle of the window.
  const links = new Map([...document.querySelectorAll(".kb-toc a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let marked = null;
  const follow = () => {
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
    const link = current ? links.get(current.id) : null;
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    marked = link;
  };
  if (headings.length) new IntersectionObserver(follow, { rootMargin: "0px 0px -50% 0px" }).observe(headings[0]);
  let isWaiting = false;
  addEventListener("scroll", () => {
    if (isWaiting || !headings.length) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; follow(); });
  }, { passive: true });

  // On a page opened from disk, links to folders get the name of the file in them.
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const [, path, rest] = link.getAttribute("href").match(/^([^?#]*)(.*)$/s);
      if (path.endsWith("/") && !path.includes(":")) link.setAttribute("href", `${path}index.html${rest}`);
      else if (/^\.{1,2}$/.test(path)) link.setAttribute("href", `${path}/index.html${rest}`);
    }
  }
})();

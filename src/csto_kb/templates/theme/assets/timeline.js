// The window of the timeline: the years that are shown, marked on the strip of all years.
//
// A year of the strip is pressed, or several are drawn over; buttons move the window, widen it and narrow it. The address
// keeps it: `?years=2022`, `?years=2021-2023`. While a filter is set all years are shown, for what is looked for can be in
// any. Without this script every year can be opened, and the fullest is.
(() => {
  // The window that a text gives, as places among the years (ascending); null where it gives none.
  function readWindow(text, years) {
    const found = /^(\d{4})(?:-(\d{4}))?$/.exec(text ?? "");
    if (!found) return null;
    const [first, last] = [found[1], found[2] ?? found[1]].map(Number);
    const inside = years.filter((year) => year >= first && year <= last);
    return inside.length ? [years.indexOf(inside[0]), years.indexOf(inside.at(-1))] : null;
  }

  // The window moved by its own width, or wider or narrower by a year on each side, within `count` years.
  function change([first, last], how, count) {
    const width = last - first + 1;
    const fit = (start, end) => [Math.max(0, start), Math.min(count - 1, end)];
    if (how === "earlier") return fit(Math.max(0, first - width), Math.max(0, first - width) + width - 1);
    if (how === "later") return fit(Math.min(count - 1, last + width) - width + 1, Math.min(count - 1, last + width));
    if (how === "wider") return fit(first - 1, last + 1);
    if (how === "narrower") return width > 2 ? [first + 1, last - 1] : [last, last];
    return [0, count - 1];
  }

  kb.timeline = { readWindow, change }; // for tests

  const BUTTONS = [["earlier", "◀", "Earlier"], ["later", "▶", "Later"], ["wider", "+", "More years"], ["narrower", "−", "Fewer years"], ["all", "", "All years"]];

  class KbTimeline extends HTMLElement {
    connectedCallback() {
      if (this.years) return;
      this.links = [...this.querySelectorAll("a[data-year]")];
      this.years = this.links.map((link) => Number(link.dataset.year));
      this.sections = [...document.getElementById(this.dataset.for).querySelectorAll("section[data-group]")];
      if (!this.years.length) return;
      const buttons = BUTTONS.map(([how, sign, words]) => {
        const button = kb.element("button", { type: "button" }, sign ? `${sign} ${words}` : words);
        button.addEventListener("click", () => this.choose(change(this.window, how, this.years.length)));
        return button;
      });
      this.says = kb.element("p", { className: "kb-window__says", role: "status" });
      this.append(kb.element("p", { className: "kb-window", role: "group", ariaLabel: "Window" }, ...buttons), this.says);
      this.addEventListener("pointerdown", (event) => this.begin(event));
      this.addEventListener("dragstart", (event) => event.preventDefault());
      this.addEventListener("click", (event) => event.target.closest("a[data-year]") && event.preventDefault());
      this.addEventListener("keydown", (event) => event.key === "Enter" && this.press(event.target.closest("a[data-year]")));
      document.addEventListener("kb-filter", ({ detail }) => {
        this.isFiltered = detail;
        this.show();
      });
      addEventListener("popstate", () => this.read());
      addEventListener("hashchange", () => this.read());
      this.read();
    }

    // The window in the address: its target, if that is a year or within one, else `years`; else the year that the page opens.
    read() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("section[data-year]");
      const asked = target?.dataset.year ?? new URLSearchParams(location.search).get("years");
      this.window = readWindow(asked, this.years) ?? readWindow(this.dataset.first, this.years) ?? [0, this.years.length - 1];
      this.show();
      if (target) target.scrollIntoView();
    }

    press(link) {
      const place = this.links.indexOf(link);
      if (place >= 0) this.choose([place, place]);
    }

    // One year is pressed, or a window is drawn over several.
    begin(event) {
      const start = this.links.indexOf(event.target.closest("a[data-year]"));
      if (start < 0 || event.button) return;
      let end = start;
      const over = ({ clientX, clientY }) => {
        const place = this.links.indexOf(document.elementFromPoint(clientX, clientY)?.closest("a[data-year]"));
        if (place < 0 || place === end) return;
        end = place;
        this.window = [Math.min(start, end), Math.max(start, end)];
        this.mark();
      };
      const done = ({ type }) => {
        for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, done);
        removeEventListener("pointermove", over);
        if (type === "pointerup") this.choose([Math.min(start, end), Math.max(start, end)]);
      };
      addEventListener("pointermove", over);
      for (const name of ["pointerup", "pointercancel"]) addEventListener(name, done);
    }

    choose(range) {
      this.window = range;
      const [first, last] = range.map((place) => this.years[place]);
      const address = new URL(location.href);
      address.searchParams.set("years", first === last ? first : `${first}-${last}`);
      address.hash = "";
      history.pushState(null, "", address);
      this.show();
    }

    mark() {
      const [first, last] = this.window;
      this.links.forEach((link, place) => {
        if (!this.isFiltered && place >= first && place <= last) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }

    show() {
      const [first, last] = this.window.map((place) => this.years[place]);
      this.mark();
      let shown = 0;
      let all = 0;
      for (const section of this.sections) {
        const year = Number(section.dataset.year);
        const isIn = this.isFiltered || !section.dataset.year || (year >= first && year <= last);
        section.classList.toggle("kb-beyond", !isIn);
        if (isIn) section.querySelector("details").open = true;
        const count = section.querySelectorAll("[data-key]").length;
        all += count;
        shown += isIn ? count : 0;
      }
      for (const item of document.querySelectorAll(".kb-time .kb-change")) item.classList.toggle("kb-out", Boolean(this.isFiltered));
      const years = first === last ? first : `${first} to ${last}`;
      this.says.textContent = this.isFiltered ? "All years, as filtered." : `${years}: ${shown} of ${all} events.`;
    }
  }
  customElements.define("kb-timeline", KbTimeline);
})();

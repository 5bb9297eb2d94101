// The as-of date of the site: the choice of a day, kept in the address and carried along links. What the page then shows is
// worked out in `as-of-page.js`. Without this script every page shows today.
(() => {
  const root = document.documentElement;
  const KEY = "as-of";

  // The first moment of a day given as year-month-day; null for a text that is no day of the calendar. `Date.parse` reads
  // 30 February as 2 March in one browser and as invalid in another.
  function readDay(text) {
    const [, ...numbers] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
    if (!numbers.length) return null;
    const [year, month, day] = numbers.map(Number);
    const moment = new Date(Date.UTC(year, month - 1, day));
    return moment.toISOString().startsWith(text) ? moment : null;
  }

  const words = (day) => readDay(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

  kb.asOf.readDay = readDay; // for tests

  class KbAsOf extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) return;
      this.input = kb.element("input", { type: "date", min: this.dataset.from, max: this.dataset.to, required: true });
      this.button = kb.element("button", { type: "button", className: "kb-as-of__open" });
      this.button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 2v2H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V6a2 2 0 0 0-2-2h-2V2h-2v2H9V2H7Zm-2 8h14v10H5V10Z"/></svg><span></span>';
      const back = kb.element("button", { type: "button" }, "Today");
      const form = kb.element("form", {}, kb.element("label", {}, "Show the site as of ", this.input),
        kb.element("button", { type: "submit" }, "Show"), " ", back);
      const about = `Any day from ${words(this.dataset.from)}. Tables, lists and maps then show that day.`;
      this.written = kb.element("output", {}); // the field itself shows the order of the browser's language
      this.panel = kb.element("div", { className: "kb-as-of__panel", popover: "auto" }, form, this.written, kb.element("p", {}, about));
      this.input.addEventListener("input", () => this.write());
      this.button.popoverTargetElement = this.panel;
      this.note = kb.element("p", { className: "kb-as-of__note", role: "status", hidden: true });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.choose(this.input.value);
      });
      back.addEventListener("click", () => this.choose(""));
      this.append(this.button, this.panel);
      document.querySelector(".kb-frame").before(this.note);
      addEventListener("popstate", () => this.show(this.readAddress() ?? ""));
      for (const type of ["pointerdown", "focusin"]) document.addEventListener(type, (event) => this.carry(event));
      const [visit] = performance.getEntriesByType("navigation");
      addEventListener("pageshow", ({ persisted }) => persisted && this.begin(true)); // restored by the browser from its cache
      this.begin(visit?.type === "back_forward");
    }

    // The day in the address; where it has none, the day chosen before. A page restored from the cache shows today in that
    // case, as it did before.
    begin(isBack) {
      this.show(this.readAddress() ?? (isBack ? "" : this.accept(kb.session.get(KEY))));
      this.writeAddress("replaceState");
    }

    // The day if it can be shown, else "" for today.
    accept(day) {
      return readDay(day) && day >= this.dataset.from && day < this.dataset.to ? day : "";
    }

    // The day in the address, "" where it cannot be shown; null where the address has none.
    readAddress() {
      const asked = new URLSearchParams(location.search).get(KEY);
      return asked === null ? null : this.accept(asked);
    }

    writeAddress(how) {
      const address = this.mark(new URL(location.href));
      if (address.href !== location.href) history[how](null, "", address);
    }

    // An address with the chosen day, or without a day.
    mark(address) {
      if (this.day) address.searchParams.set(KEY, this.day);
      else address.searchParams.delete(KEY);
      return address;
    }

    // Adds the day to a link that is about to be followed, in this window or another.
    carry({ target }) {
      const link = target.closest?.("a[href]"); // an HTML or an SVG link
      if (!link) return;
      const address = new URL(link.getAttribute("href"), document.baseURI);
      const isPage = address.origin === location.origin && address.pathname.endsWith("/") && address.pathname !== location.pathname;
      if (isPage && (this.day || address.searchParams.has(KEY))) link.setAttribute("href", this.mark(address).href);
    }

    // The day in the field in words.
    write() {
      this.written.textContent = readDay(this.input.value) ? words(this.input.value) : "";
    }

    choose(day) {
      kb.popover.close(this.panel);
      this.show(this.accept(day));
      this.writeAddress("pushState");
      this.button.focus();
    }

    show(day) {
      this.day = day;
      kb.session.set(KEY, day || "today"); // "today" rather than a removal, which Firefox loses on a restored page
      this.input.value = day || this.dataset.to;
      this.write();
      this.button.querySelector("span").textContent = day ? `As of ${words(day)}` : "As of today";
      this.button.setAttribute("aria-label", day ? `As of ${words(day)}: choose another day` : "As of today: choose a day");
      this.note.hidden = !day;
      const back = kb.element("button", { type: "button" }, "Back to today");
      back.addEventListener("click", () => this.choose(""));
      if (day) root.dataset.asOf = day;
      else delete root.dataset.asOf;
      const found = kb.asOf.markPage(day);
      this.note.replaceChildren(...(day ? [kb.element("strong", {}, `As of ${words(day)}.`), this.describe(found), back] : []));
      document.dispatchEvent(new CustomEvent("kb-as-of", { detail: day }));
    }

    // What the page shows of the chosen day, and how much of it is later.
    describe({ follows, later }) {
      if (!follows) return " This page shows today. ";
      const hidden = later === 1 ? "1 later entry is hidden; " : later ? `${later.toLocaleString("en")} later entries are hidden; ` : "";
      return ` ${hidden}what does not follow the day is headed “As of today”. `;
    }
  }
  customElements.define("kb-as-of", KbAsOf);
})();

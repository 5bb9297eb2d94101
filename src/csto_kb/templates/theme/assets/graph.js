// The whole graph by keyboard. One mark is in the tab order; an arrow key moves from it to the nearest neighbour in its
// direction, Home to the record with the most connections, Escape clears the selection. The selected record is named
// below, with its neighbours; a field finds a record by its name. Without this script every mark is a link.
(() => {
  const FINDER = new URL("find-record.js", document.currentScript.src);
  const NAMED = 12; // neighbours that are named; the others are counted
  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  // Sets a class on a record's mark, and on its name where that is drawn.
  function mark({ link, text }, name, isOn) {
    link.classList.toggle(name, isOn);
    text?.classList.toggle(name, isOn);
  }

  class KbGraph extends HTMLElement {
    connectedCallback() {
      this.svg = this.querySelector("svg");
      this.nodes = [...this.querySelectorAll(".kb-node")].map((link) => {
        const place = link.querySelector("path").transform.baseVal.getItem(0).matrix;
        const [, name] = link.querySelector("title").textContent.match(/^(.*), [^,]*, [^,]*$/s);
        return { link, name, title: link.querySelector("title").textContent, x: place.e, y: place.f, to: link.dataset.to.split(" ").map(Number) };
      });
      if (!this.nodes.length) return;
      this.near = document.createElementNS(this.svg.namespaceURI, "path");
      this.near.setAttribute("class", "kb-graph__near");
      this.svg.querySelector(".kb-graph__edges").after(this.near);
      this.label = document.createElementNS(this.svg.namespaceURI, "text");
      this.label.setAttribute("class", "is-here");
      this.names = this.svg.querySelector(".kb-graph__names");
      this.names.querySelectorAll("text").forEach((text) => { this.nodes[text.dataset.of].text = text; });
      this.say = kb.element("p", { className: "kb-graph__say", role: "status" });
      this.append(this.say);
      this.prepend(this.makeField());
      this.most = this.nodes.reduce((best, node) => (node.to.length > best.to.length ? node : best));
      this.nodes.forEach(({ link }) => link.setAttribute("tabindex", "-1"));
      this.most.link.setAttribute("tabindex", "0");
      // On this element, as Chromium makes an SVG with a focus listener a tab stop.
      this.addEventListener("focusin", ({ target }) => this.show(this.find(target)));
      this.svg.addEventListener("pointerover", ({ target }) => this.find(target) && this.light(this.find(target)));
      this.svg.addEventListener("pointerleave", () => this.light(this.find(document.activeElement)));
      this.addEventListener("keydown", (event) => this.press(event));
      const field = this.querySelector(".kb-scroll");
      const centre = () => { field.scrollLeft = (field.scrollWidth - field.clientWidth) / 2; };
      centre();
      this.closest("details")?.addEventListener("toggle", centre, { once: true }); // folded it has no width
      this.say.textContent = "Go from record to record with the arrow keys; Enter opens one, Home goes to the one with the most connections.";
    }

    find(element) {
      const link = element instanceof Element ? element.closest(".kb-node") : null;
      return this.nodes.find((node) => node.link === link);
    }

    makeField() {
      const form = kb.element("form");
      form.innerHTML = '<p><label for="kb-jump">Find a record</label> <input id="kb-jump" list="kb-jump-names" autocomplete="off"></p><p><button type="submit">Go there</button></p><datalist id="kb-jump-names"></datalist>';
      form.querySelector("datalist").append(...this.nodes.map(({ name }) => kb.element("option", { value: name })));
      const finder = kb.once(() => this.loadFinder());
      form.querySelector("input").addEventListener("focus", () => finder());
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const find = await finder();
        const node = this.nodes[find(form.querySelector("input").value.trim())];
        if (node) this.go(node);
        else this.say.textContent = "No record of that name is drawn.";
      });
      return form;
    }

    // Loads the search for a record by any of its names; for a page opened as a file or without a network, by its title only.
    async loadFinder() {
      const root = new URL("..", FINDER).href;
      const records = this.nodes.map(({ link, name }) => ({ title: name, url: new URL(link.href.baseVal, document.baseURI).href.slice(root.length) }));
      try {
        return await (await kb.import(FINDER)).makeFinder(records);
      } catch {
        const titles = records.map(({ title }) => kb.foldText(title));
        return (text) => titles.findIndex((title) => text && title.includes(kb.foldText(text)));
      }
    }

    press(event) {
      const node = this.find(event.target);
      if (!node) return;
      if (event.key === "Home") this.go(this.most);
      else if (event.key === "Escape") {
        this.light(null);
        return;
      } else if (event.key in DIRECTIONS) {
        const next = this.towards(node, DIRECTIONS[event.key]);
        if (next) this.go(next);
        else this.say.textContent = `${node.name}: no neighbour in that direction.`;
      } else return;
      event.preventDefault();
    }

    // The nearest neighbour in a direction; a sideways distance counts twice.
    towards(node, [right, down]) {
      let [best, least] = [null, Infinity];
      for (const other of node.to.map((index) => this.nodes[index])) {
        const [dx, dy] = [other.x - node.x, other.y - node.y];
        const along = dx * right + dy * down;
        const aside = Math.abs(dx * down) + Math.abs(dy * right);
        if (along > 0 && along >= aside && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
      }
      return best;
    }

    go(node) {
      this.querySelector('.kb-node[tabindex="0"]')?.setAttribute("tabindex", "-1");
      node.link.setAttribute("tabindex", "0");
      node.link.focus();
      node.link.scrollIntoView({ block: "nearest", inline: "center" });
    }

    show(node) {
      if (!node) return;
      this.light(node);
      const others = node.to.map((index) => this.nodes[index]).sort((a, b) => b.to.length - a.to.length);
      const names = others.slice(0, NAMED).map(({ name }) => name).join(", ");
      this.say.textContent = `${node.title}: ${names}${others.length > NAMED ? ` and ${others.length - NAMED} more` : ""}.`;
    }

    light(node) {
      this.svg.classList.toggle("is-asked", Boolean(node));
      for (const name of ["is-near", "is-here"]) this.nodes.forEach((other) => mark(other, name, false));
      this.label.remove();
      this.near.setAttribute("d", node ? node.to.map((index) => `M${node.x} ${node.y}L${this.nodes[index].x} ${this.nodes[index].y}`).join("") : "");
      if (!node) return;
      mark(node, "is-here", true);
      node.to.forEach((index) => mark(this.nodes[index], "is-near", true));
      if (node.text) return;
      const isRight = node.x > this.svg.viewBox.baseVal.width / 2;
      this.label.setAttribute("x", node.x + (isRight ? -12 : 12));
      this.label.setAttribute("y", node.y + 4);
      this.label.setAttribute("text-anchor", isRight ? "end" : "start");
      this.label.textContent = node.name;
      this.names.append(this.label);
    }
  }
  customElements.define("kb-graph", KbGraph);
})();

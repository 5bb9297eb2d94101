// How one record is connected to another: the same search as graphics/connections.py, over data/connections.json.
// A record is found by any of its names. The address names the chosen pair. Without this script the page shows examples.
(() => {
  const FINDER = new URL("find-record.js", document.currentScript.src);
  const MAX = 3; // paths, and connections that are shown of a step

  // The shortest paths between two records, given by number: ordered by the number of connections of the records between,
  // then by the numbers on the path, which are in the order of the ids.
  function shortestPaths(neighbours, start, end) {
    const distances = new Map([[end, 0]]);
    for (const at of distances.keys()) {
      for (const other of neighbours[at]) if (!distances.has(other)) distances.set(other, distances.get(at) + 1);
    }
    if (start === end || !distances.has(start)) return [];
    const best = new Map([[end, [[0, [end]]]]]);
    const compare = ([cost, path], [otherCost, other]) => {
      const at = path.findIndex((node, index) => node !== other[index]);
      return cost - otherCost || (at < 0 ? 0 : path[at] - other[at]);
    };
    const pathsFrom = (at) => {
      if (!best.has(at)) {
        const nearer = [...neighbours[at]].filter((other) => distances.get(other) === distances.get(at) - 1);
        const cost = at === start ? 0 : neighbours[at].size;
        const paths = nearer.flatMap((other) => pathsFrom(other).map(([rest, path]) => [cost + rest, [at, ...path]]));
        best.set(at, paths.sort(compare).slice(0, MAX));
      }
      return best.get(at);
    };
    return pathsFrom(start).map(([, path]) => path);
  }

  kb.shortestPaths = shortestPaths; // for tests

  class KbConnections extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.answer = this.querySelector(".kb-answer");
      this.found = this.querySelector(".kb-found");
      this.load();
    }

    async load() {
      try {
        this.data = await (await kb.fetch(this.dataset.file)).json();
        const { makeFinder } = await kb.import(FINDER);
        this.find = await makeFinder(this.data.nodes.map(([title, url]) => ({ title, url })));
      } catch {
        const again = kb.element("button", { type: "button" }, "Try again");
        again.addEventListener("click", () => this.load());
        this.answer.replaceChildren("The connections could not be loaded; the examples below can be read. ", again);
        return;
      }
      this.answer.replaceChildren();
      this.neighbours = this.data.nodes.map(() => new Set());
      this.data.ties.forEach(([from, to]) => {
        this.neighbours[from].add(to);
        this.neighbours[to].add(from);
      });
      this.ids = this.data.nodes.map(([, url]) => url.split("/")[1]);
      const options = this.data.nodes.map(([name, , kind]) => kb.element("option", { value: name }, kind));
      this.querySelector("datalist").append(...options);
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.form.querySelector("[data-swap]").addEventListener("click", () => {
        const { from, to } = this.form.elements;
        [from.value, to.value] = [to.value, from.value];
        if (from.value && to.value) this.search();
      });
      addEventListener("popstate", () => this.read());
      this.read();
    }

    // The pair that the address names.
    read() {
      const query = new URLSearchParams(location.search);
      for (const name of ["from", "to"]) {
        const id = query.get(name) ?? "";
        const called = this.data.nodes[this.ids.indexOf(id)]?.[0];
        // Two records may share a name; then the field keeps the id, which is of one alone.
        this.form.elements[name].value = called !== undefined && this.ids[this.find(called)] === id ? called : id;
      }
      if (query.get("from") && query.get("to")) this.show();
      else this.found.replaceChildren();
    }

    search() {
      const query = new URLSearchParams();
      for (const name of ["from", "to"]) query.set(name, this.ids[this.number(name)] ?? this.form.elements[name].value);
      history.pushState(null, "", `?${query}`);
      this.show();
    }

    // The number of the record that a field names, by its id or any of its names; -1 where it names none.
    number(field) {
      const wanted = this.form.elements[field].value.trim();
      const at = this.ids.indexOf(wanted.toLowerCase());
      return at < 0 ? this.find(wanted) : at;
    }

    show() {
      const [start, end] = [this.number("from"), this.number("to")];
      this.found.replaceChildren();
      const missing = start < 0 ? "from" : end < 0 ? "to" : "";
      if (missing) {
        this.answer.textContent = `No record is called "${this.form.elements[missing].value}".`;
        return;
      }
      const [first, second] = [this.data.nodes[start][0], this.data.nodes[end][0]];
      if (start === end) {
        this.answer.textContent = "That is one and the same record.";
        return;
      }
      const paths = shortestPaths(this.neighbours, start, end);
      const steps = paths.length ? paths[0].length - 1 : 0;
      this.answer.textContent = paths.length
        ? `${first} and ${second}: ${paths.length === 1 ? "one path" : `${paths.length} paths`} of ${steps === 1 ? "one step" : `${steps} steps`}.`
        : `Nothing connects ${first} and ${second}.`;
      this.found.append(...paths.map((path, index) => this.write(path, `Path ${index + 1} of ${paths.length}`)));
    }

    write(path, label) {
      const list = kb.element("ol", "kb-path");
      list.setAttribute("aria-label", label);
      path.slice(1).forEach((end, index) => {
        const start = path[index];
        const own = this.data.ties.filter(([from, to]) => from === start && to === end);
        const connections = [...own, ...this.data.ties.filter(([from, to]) => from === end && to === start)];
        const items = connections.slice(0, MAX).map((connection) => this.writeConnection(connection, start));
        if (connections.length > MAX) items.push(kb.element("li", "kb-who", `and ${connections.length - MAX} more`));
        const step = kb.element("p", "kb-path__step", ...this.record(start), " → ", ...this.record(end));
        list.append(kb.element("li", {}, step, kb.element("ul", {}, ...items)));
      });
      return list;
    }

    writeConnection([from, , label, inverse, detail, when, anchor, sources], start) {
      const { words, nodes } = this.data;
      const said = [words[detail], words[when]].filter(Boolean).join(", ") || "not dated";
      const place = anchor ? this.link(said, `${nodes[from][1]}#${anchor}`) : said;
      const cited = sources.flatMap((source, index) => [index ? ", " : "", this.link(...this.data.sources[source], "kb-link")]);
      if (!cited.length) cited.push(kb.element("span", "kb-empty", "no source of its own"));
      const relation = kb.element("span", "kb-path__relation", words[from === start ? label : inverse]);
      return kb.element("li", {}, relation, ": ", kb.element("span", "kb-when", place), "; ", ...cited);
    }

    record(number) {
      const [name, url, kind] = this.data.nodes[number];
      return [this.link(name, url, "kb-link"), " ", kb.element("span", "kb-who", kind.toLowerCase())];
    }

    link(text, url, className = "") {
      return kb.element("a", { className, href: this.dataset.root + url }, text);
    }
  }
  customElements.define("kb-connections", KbConnections);
})();

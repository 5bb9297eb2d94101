// What the browser keeps for a reader: `kb.lasting` beyond the visit, `kb.session` as long as the tab is open. Neither
// ever throws: where storage is forbidden (cookies blocked, a sandboxed frame) or full, the page itself keeps the value, and
// nothing is remembered after it.
//
// Scripts of the frame are no modules, which neither a sandboxed frame nor a page opened from disk may load; what
// they share stands in the one name `kb`.
(() => {
  class Store {
    constructor(name) {
      this.name = name;
      this.own = new Map();
    }

    // The text kept under a key, or "".
    get(key) {
      return this.ask((storage) => storage.getItem(key)) ?? this.own.get(key) ?? "";
    }

    // Keep a text under a key; "" keeps nothing.
    set(key, text) {
      this.own.delete(key);
      const isKept = this.ask((storage) => {
        storage.removeItem(key); // before all, so that a full storage does not go on saying what it said
        if (text) storage.setItem(key, text);
        return true;
      });
      if (!isKept) this.own.set(key, text);
    }

    // Even naming the storage throws where it is forbidden.
    ask(question) {
      try {
        return question(globalThis[this.name]);
      } catch {
        return null;
      }
    }
  }
  globalThis.kb = { lasting: new Store("localStorage"), session: new Store("sessionStorage") };
})();

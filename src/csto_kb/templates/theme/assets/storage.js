// Storage in the browser: `kb.lasting` for ever, `kb.session` while the tab is open. Neither throws: where storage is
// forbidden (cookies blocked, a sandboxed frame) or full, the value is kept for the current page only.
//
// Scripts of the frame are not modules, which a sandboxed frame or a page opened from disk cannot load; they share the
// one global name `kb`.
(() => {
  class Store {
    constructor(name) {
      this.name = name;
      this.own = new Map();
    }

    // The text stored under a key, or "".
    get(key) {
      return this.ask((storage) => storage.getItem(key)) ?? this.own.get(key) ?? "";
    }

    // Stores a text under a key; "" removes it.
    set(key, text) {
      this.own.delete(key);
      const isKept = this.ask((storage) => {
        storage.removeItem(key); // first, so that a full storage does not keep the old value
        if (text) storage.setItem(key, text);
        return true;
      });
      if (!isKept) this.own.set(key, text);
    }

    // Even access to the property throws where storage is forbidden.
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

// Loading on demand. A failure is not kept, so that the next call tries again.
(() => {
  // Makes a function that loads each key once and keeps the result; `forget` drops a result that proves broken.
  kb.once = (load) => {
    const kept = new Map();
    const forget = (key = "") => kept.delete(key);
    const loadOnce = (key = "") => {
      if (!kept.has(key)) {
        kept.set(key, load(key).catch((error) => {
          forget(key);
          throw error;
        }));
      }
      return kept.get(key);
    };
    return Object.assign(loadOnce, { forget });
  };

  // The response to a request; any status but 200 to 299 is a failure.
  kb.fetch = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer;
  };

  // Imports a module. Browsers keep the failure of an address, so the next attempt uses another.
  const failures = new Map();
  kb.import = async (address) => {
    const { href } = new URL(address, document.baseURI);
    const tries = failures.get(href) ?? 0;
    try {
      return await import(tries ? `${href}?${tries}` : href);
    } catch (error) {
      failures.set(href, tries + 1);
      throw error;
    }
  };
})();

// Loading on demand: what failed is not kept, so that the next call tries again.
(() => {
  // A function that loads each key once and keeps what came. `forget` is for what came but turned out to be broken.
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

  // The answer to a request; any status but 200 to 299 is a failure.
  kb.fetch = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer;
  };

  // A module. A browser keeps the failure of one under its address, so the next try asks under another.
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

// Loading on demand. `kb.once(load)` gives a function that loads each key once and keeps what came; what failed is not
// kept, so the next call tries again. `load` gets the key and how often it failed before: a browser keeps a module
// that failed under its address, so that `import()` needs another one.
kb.once = (load) => {
  const kept = new Map();
  let failures = 0;
  const forget = (key = "") => {
    kept.delete(key);
    failures += 1;
  };
  const loadOnce = (key = "") => {
    if (!kept.has(key)) {
      kept.set(key, load(key, failures).catch((error) => {
        forget(key);
        throw error;
      }));
    }
    return kept.get(key);
  };
  return Object.assign(loadOnce, { forget }); // `forget` for what came but turned out to be broken
};

// The answer to a request; any status but 200 to 299 is a failure.
kb.fetch = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
};

// Finds a record by any of its names, in any script, as the search does: for Connections and the graph.
import { Names } from "./search-names.js";

const root = new URL("..", import.meta.url);

// Takes a list of `{ title, url }`, with addresses relative to the site's root; returns a function from a text to the index
// of the record of that name, or -1. Where the list of names cannot be loaded, only titles are found.
export async function makeFinder(records) {
  const answer = await fetch(new URL("search-index/names.json", root)).catch(() => null);
  const listed = answer?.ok ? await answer.json() : [];
  const others = new Map(listed.map(({ url, names }) => [url, names]));
  const known = new Names(records.map(({ title, url }) => ({ title, names: others.get(url) ?? [] })));
  const correct = (text) => text.split(/\s+/).map((word) => known.correct(word) || word).join(" ");
  return (text) => {
    const [best = known.find(correct(text))[0]] = known.find(text);
    return best ? best.rank : -1;
  };
}

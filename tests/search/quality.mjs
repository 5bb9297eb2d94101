// Asks the search of a built site every query of `queries.tsv`, with the code that runs in the browser, and prints how often the right
// page comes first, among three, among ten, nothing is found, and the mean reciprocal rank (of the first ten), for each set.
//
//     node tests/search/quality.mjs site/search [--failures SET] [--json]
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ASSETS = new URL("../../src/csto_kb/templates/theme/assets/", import.meta.url);
const [folder, ...options] = process.argv.slice(2);

const modules = mkdtempSync(join(tmpdir(), "csto-kb-search-"));
process.on("exit", () => rmSync(modules, { recursive: true }));
cpSync(fileURLToPath(ASSETS), modules, { recursive: true });
writeFileSync(join(modules, "package.json"), '{"type": "module"}');
globalThis.kb = {};
const { SearchIndex } = await import(pathToFileURL(join(modules, "search-rank.js")));

const load = async (path) => JSON.parse(readFileSync(join(folder, path), "utf8"));
const index = await SearchIndex.open(load);

async function rankOf(query, pages) {
  const { hits } = await index.find(query);
  const shown = await Promise.all(hits.slice(0, 10).map(({ number }) => index.show(number)));
  const urls = shown.map(({ url }) => url.replace(/\/$/, ""));
  return { rank: urls.findIndex((url) => pages.includes(url)) + 1, count: hits.length, urls };
}

const lines = readFileSync(new URL("queries.tsv", import.meta.url), "utf8").trim().split("\n").slice(1);
const sets = new Map();
const failures = [];
for (const line of lines) {
  const [set, reader, query, pages] = line.split("\t");
  const { rank, count, urls } = await rankOf(query, pages.split(" "));
  const sum = sets.get(set) ?? { queries: 0, first: 0, third: 0, tenth: 0, none: 0, reciprocal: 0 };
  sum.queries += 1;
  sum.first += rank === 1;
  sum.third += rank >= 1 && rank <= 3;
  sum.tenth += rank >= 1;
  sum.none += !count;
  sum.reciprocal += rank ? 1 / rank : 0;
  sets.set(set, sum);
  if (rank !== 1) failures.push({ set, reader, query, rank, urls });
}
const share = (part, whole) => Math.round((1000 * part) / whole) / 1000;
const results = Object.fromEntries([...sets].map(([set, { queries, reciprocal, ...counts }]) => [set, {
  queries, ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, share(count, queries)])), mrr: share(reciprocal, queries),
}]));
if (options.includes("--json")) console.log(JSON.stringify(results));
else console.table(results);
const shown = options[options.indexOf("--failures") + 1];
if (options.includes("--failures")) {
  for (const { set, reader, query, rank, urls } of failures.filter((failure) => failure.set === shown)) {
    console.log(`${rank || "-"}\t${reader}\t${query}\t${urls.slice(0, 4).join(" ")}`);
  }
}

// Loads scripts of the site into Node: a copy of them, as modules, with as little of a browser as they touch when they are loaded.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ASSETS = new URL("../../../src/csto_kb/templates/theme/assets/", import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "csto-kb-scripts-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
cpSync(fileURLToPath(ASSETS), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{"type": "module"}');

export const elements = new Map(); // the classes of the elements, by their names

globalThis.kb = {};
globalThis.HTMLElement = class {};
globalThis.customElements = { define: (name, made) => elements.set(name, made) };
globalThis.ResizeObserver = class {};
globalThis.addEventListener = () => {};
globalThis.document = { documentElement: { dataset: {}, clientWidth: 1000 }, querySelectorAll: () => [], addEventListener: () => {}, currentScript: { src: pathToFileURL(`${folder}/x.js`).href } };

export const load = (name) => import(pathToFileURL(join(folder, name)).href);

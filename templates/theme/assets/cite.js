// Statements: copying the link to one, and how to cite it. Without this script the mark ¶ is a plain link, and the
// files that this script reads are linked at the foot of the page.

const FILES = { BibTeX: "cite.bib", RIS: "cite.ris", "CSL JSON": "cite.json" };

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no permission, or no https
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

async function load(name) {
  const response = await fetch(new URL(name, location.href.split("#")[0]));
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

// The citation of one statement in one form, cut from the file that holds those of the page.
async function citation(form, anchor) {
  const items = JSON.parse(await load(FILES["CSL JSON"]));
  const key = `${items[0].id}-${anchor}`;
  if (form === "BibTeX") return (await load(FILES[form])).split("\n\n").find((entry) => entry.startsWith(`@misc{${key},`)).trim();
  if (form === "RIS") return (await load(FILES[form])).split(/^(?=TY {2}-)/m).find((entry) => entry.includes(`\nID  - ${key}\n`));
  const item = items.find((other) => other.id === key);
  return form === "Plain" ? item.custom.plain : JSON.stringify(item);
}

// The small dialog beside a statement's mark.
class Panel {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "kb-panel md-typeset";
    this.element.popover = "auto"; // goes with Escape and with a press elsewhere, and gives the focus back
    this.element.setAttribute("role", "dialog");
    this.element.setAttribute("aria-label", "Link and citation");
    this.said = Object.assign(document.createElement("p"), { className: "kb-panel-said" });
    this.said.setAttribute("role", "status");
    this.text = document.createElement("p");
    this.buttons = ["Link", "Plain", ...Object.keys(FILES)].map((form) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.textContent = form === "Link" ? "Copy link" : form === "Plain" ? "Copy citation" : form;
      button.addEventListener("click", () => this.copy(form));
      return button;
    });
    const row = Object.assign(document.createElement("p"), { className: "kb-panel-buttons" });
    row.append(...this.buttons);
    this.element.append(this.said, this.text, row);
  }

  async open(mark) {
    this.mark = mark;
    this.text.textContent = "";
    mark.after(this.element);
    this.element.showPopover();
    const box = mark.getBoundingClientRect();
    const left = Math.max(6, Math.min(box.left, document.documentElement.clientWidth - this.element.offsetWidth - 6));
    Object.assign(this.element.style, { left: `${left + scrollX}px`, top: `${box.bottom + 6 + scrollY}px` });
    this.buttons[0].focus();
    await this.copy("Link");
    this.text.textContent = await citation("Plain", mark.hash.slice(1)).catch(() => "");
  }

  async copy(form) {
    const name = form === "Plain" ? "Citation" : form;
    try {
      await copyText(form === "Link" ? this.mark.href : await citation(form, this.mark.hash.slice(1)));
      this.said.textContent = `${name} copied.`;
    } catch {
      this.said.textContent = `${name} could not be loaded.`;
    }
  }
}

// A text with a button that copies it.
class KbCopy extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy ${this.querySelector(".kb-form").textContent}`);
    button.addEventListener("click", async () => {
      await copyText(this.querySelector("pre").textContent);
      button.textContent = "Copied";
    });
    this.append(button);
  }
}

// An anchor ends in letters that stand for the words of a statement. Where those have changed since a link was
// made, lead to what is left of it: the same property and date, else the property.
function mendFragment() {
  let name = location.hash.slice(1);
  if (!name || document.getElementById(name)) return;
  while (name.includes("-")) {
    name = name.slice(0, name.lastIndexOf("-"));
    const near = document.querySelector(`[id="${CSS.escape(name)}"], [id^="${CSS.escape(name)}-"]`);
    if (near) return location.replace(`#${near.id}`);
  }
}

// Escape leads from a note back to where it is cited.
let cited = null;
function followBack(event) {
  if (event.key !== "Escape" || !cited || !location.hash.startsWith("#note-") || event.defaultPrevented) return;
  location.hash = cited.id;
  cited.focus();
  cited = null;
}

customElements.define("kb-copy", KbCopy);
const panel = "popover" in HTMLElement.prototype ? new Panel() : null;
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  cited = event.target.closest("a.kb-cite") ?? cited;
  const mark = event.target.closest("a.kb-anchor");
  if (!mark || !panel) return;
  event.preventDefault();
  history.replaceState(history.state, "", mark.hash);
  panel.open(mark);
});
document.addEventListener("keydown", followBack);
addEventListener("hashchange", mendFragment);
mendFragment();

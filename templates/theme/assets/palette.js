// The palette that the reader chose, before anything is painted.
(() => {
  const chosen = __md_get("__palette");
  if (!chosen || !chosen.color) return;
  const colors = { ...chosen.color };
  if (colors.media === "(prefers-color-scheme)") {
    const wanted = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const input = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${wanted})"]`);
    for (const name of ["media", "scheme", "primary", "accent"]) colors[name] = input.getAttribute(`data-md-color-${name}`);
  }
  for (const [name, value] of Object.entries(colors)) document.body.setAttribute(`data-md-color-${name}`, value);
})();

// The colours, before anything is painted: what the reader chose, else what the system asks for.
document.documentElement.dataset.mdColorScheme =
  localStorage.getItem("kb-scheme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");

// Before anything is painted: the scheme that the reader chose, else that of the system. A file of its own, for a
// policy that forbids scripts in the page; small, for the page waits for it.
document.documentElement.dataset.mdColorScheme = localStorage.getItem("kb-scheme")
  ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");

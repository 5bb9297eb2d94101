// Before anything is painted: the scheme that the reader chose over that of the system. A file of its own, for a
// policy that forbids scripts in the page; small, for the page waits for it.
{
  const chosen = kb.lasting.get("kb-scheme");
  if (chosen) document.documentElement.dataset.mdColorScheme = chosen;
}

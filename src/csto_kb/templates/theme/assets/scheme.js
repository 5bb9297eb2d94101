// Sets the reader's colour scheme before the first paint. It is a file of its own, as the content security policy forbids
// inline scripts, and small, as it blocks rendering.
{
  const chosen = kb.lasting.get("kb-scheme");
  if (chosen) document.documentElement.dataset.mdColorScheme = chosen;
}

// Redirects to the target of the page, with the query and the fragment of the address. Without this script the page
// redirects too, and both are lost.
(() => {
  const target = new URL(document.currentScript.dataset.target, location.href);
  target.search = location.search;
  target.hash = location.hash;
  location.replace(target);
})();

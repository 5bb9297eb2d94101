// On a page that only leads to another: goes there with the query and the fragment of the address. Without this script
// the page itself leads there, and both are lost.
(() => {
  const way = new URL(document.currentScript.dataset.way, location.href);
  way.search = location.search;
  way.hash = location.hash;
  location.replace(way);
})();

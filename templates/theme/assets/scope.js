// What the theme keeps in the browser, under the path of this site: other sites of the host keep their own.
// The names are the theme's; its bundle calls them.
var __md_scope = new URL("..", document.currentScript.src);

function __md_hash(text) {
  return [...text].reduce((sum, letter) => (sum << 5) - sum + letter.charCodeAt(0), 0);
}

function __md_get(key, store = localStorage, scope = __md_scope) {
  return JSON.parse(store.getItem(scope.pathname + "." + key));
}

function __md_set(key, value, store = localStorage, scope = __md_scope) {
  try {
    store.setItem(scope.pathname + "." + key, JSON.stringify(value));
  } catch (error) {
    // A browser that keeps nothing forgets the choice; the page is whole without.
  }
}

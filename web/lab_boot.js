// The first script of the laboratory's worker: loads its program. The page sends nothing before that one says that it listens.

/* global dynalabBase */
(() => {
  // A frame without an origin starts us through a script of its own, which says where we come from.
  const at = (name) => new URL(name, typeof dynalabBase === 'string' ? dynalabBase : location.href);
  // A task of the wasm that dies is a rejected promise: it has to reach the page like a handler that dies.
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    reportError(event.reason);
  });
  import(at('./laboratory.js'))
    .then(({ default: init }) => init({ module_or_path: at('./laboratory_bg.wasm') }))
    .catch(reportError);
})();

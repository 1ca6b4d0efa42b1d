// The page's first script: starts both halves of dynalab at once, each compiling while its bytes still arrive.
//
// It is a file, not trunk's inline loader, because the content security policy allows no inline script. The app adopts
// the worker from `globalThis.dynalabWorker`; the page speaks first, so nothing the worker says is lost before that.

// A server that names the wrong content type costs streaming, not the page: `init` then fetches the address itself.
const compile = (name) => {
  const address = new URL(name, import.meta.url);
  return WebAssembly.compileStreaming(fetch(address)).catch(() => address);
};
const app = compile('./app_bg.wasm');
// Compiled here and handed over, because here it can begin before the worker has loaded its first script.
const engine = compile('./worker_bg.wasm');

const worker = new Worker(new URL('./worker_boot.js', import.meta.url), { type: 'module', name: 'dynalab, compiled by the page' });
// Kept for an app that adopts the worker after it has failed.
worker.addEventListener('error', (event) => { worker.failure ??= event.message || 'The worker could not be loaded.'; });
globalThis.dynalabWorker = worker;
engine.then((compiled) => worker.postMessage({ compiled: compiled instanceof URL ? compiled.href : compiled }));

// The program of the areas See, Cost and Learn; the app asks for it when one of them is first shown. A script that did not
// come is asked for under another address, because a browser may remember the failure of this one.
let tries = 0;
globalThis.dynalabStage = async () => {
  const stage = await import(`./stage.js${tries ? `?${tries}` : ''}`).catch((error) => { tries += 1; throw error; });
  await stage.default({ module_or_path: await compile('./stage_bg.wasm') });
  return stage;
};

// The engine need not wait for the page; the app draws into it, and not before it is styled.
const parsed = document.readyState !== 'loading' ? null
  : new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
const loaded = (link) => link.sheet ?? new Promise((resolve) => { link.onload = link.onerror = resolve; });

try {
  const { default: init } = await import('./app.js');
  await parsed;
  await Promise.all(Array.from(document.querySelectorAll('link[rel=stylesheet]'), loaded));
  await init({ module_or_path: await app });
} catch (error) {
  await parsed;
  const note = document.getElementById('boot-failure');
  if (note) {
    note.hidden = false;
    note.append(` (${error})`);
  }
  throw error;
}

// The worker's first script: gets the compiled engine and loses no message meanwhile.
//
// The page that starts us through boot.js compiles for us and says so in our name; otherwise we compile ourselves. The
// wasm must install its message handler synchronously when it starts; what came earlier is then handed to it.

const early = [];
let handOver;
const handedOver = new Promise((resolve) => { handOver = resolve; });
const keep = (event) => {
  if (event.data?.compiled) handOver(event.data.compiled);
  else early.push(event);
};
addEventListener('message', keep);

// What reads and writes text for people comes when the engine first asks for it.
let desk;
globalThis.dynalabLoadDesk = () => desk ??= import('./desk.js')
  .then(({ default: init }) => init({ module_or_path: new URL('./desk_bg.wasm', import.meta.url) }))
  .catch((error) => { desk = undefined; throw error; });

// `cargo xtask dist` splits the engine in two (xtask/src/split.rs). The later part comes when the first screen is up, or at once
// when a call needs it; then nothing else runs meanwhile. It asks the first part for an export that only one of the same build
// has.
const REST_MS = 1_000;
let first;
let build;
let laterIsHere = false;
const link = (module) => {
  if (laterIsHere) return;
  if (!WebAssembly.Module.imports(module).every(({ name }) => name in first)) {
    throw new Error('worker_later.wasm is of another version: reload the page');
  }
  new WebAssembly.Instance(module, { early: first });
  laterIsHere = true;
};
globalThis.dynalabLater = (now) => {
  if (!build || laterIsHere) return;
  const address = new URL(`./worker_later.wasm?${build}`, import.meta.url);
  if (!now) {
    // What does not come now is asked for again when it is needed.
    setTimeout(() => laterIsHere || WebAssembly.compileStreaming(fetch(address)).then(link).catch(() => {}), REST_MS);
    return;
  }
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw new Error(`worker_later.wasm: status ${request.status}`);
  link(new WebAssembly.Module(request.response));
};

const address = new URL('./worker_bg.wasm', import.meta.url);
const compiled = name.endsWith('compiled by the page')
  ? handedOver
  : WebAssembly.compileStreaming(fetch(address)).catch(() => address);
// A task of the wasm that dies is a rejected promise: it has to reach the page like a handler that dies.
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  reportError(event.reason);
});
try {
  const { default: init } = await import('./worker.js');
  first = await init({ module_or_path: await compiled });
  build = Object.keys(first).find((name) => name.startsWith('dynalabLater:'))?.split(':')[1];
  removeEventListener('message', keep);
  for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
} catch (error) {
  // Reaches the page as the worker's `error` event, which a rejected promise would not.
  reportError(error);
}

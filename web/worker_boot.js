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
  await init({ module_or_path: await compiled });
  removeEventListener('message', keep);
  for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
} catch (error) {
  // Reaches the page as the worker's `error` event, which a rejected promise would not.
  reportError(error);
}

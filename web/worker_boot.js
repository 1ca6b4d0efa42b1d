// The worker's first script: compiles the engine while its bytes still arrive, and loses no message meanwhile.
//
// The wasm must install its message handler synchronously when it starts; what came earlier is then handed to it.

const early = [];
const keep = (event) => early.push(event);
addEventListener('message', keep);

const address = new URL('./worker_bg.wasm', import.meta.url);
try {
  const compiled = WebAssembly.compileStreaming(fetch(address)).catch(() => address);
  const { default: init } = await import('./worker.js');
  await init({ module_or_path: await compiled });
  removeEventListener('message', keep);
  for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
} catch (error) {
  // Reaches the page as the worker's `error` event, which a rejected promise would not.
  reportError(error);
}

// The worker's first script: gets the compiled engine, loses no message meanwhile, and hands requests to the engine.
//
// The page that starts us through boot.js compiles for us and says so in our name; otherwise we compile ourselves. It is a
// classic script because a module worker takes longer to start; `cargo xtask dist` puts the engine's script before it.

/* global wasm_bindgen, dynalabBase */
(() => {
  // A frame without an origin starts us through a script of its own, which says where we come from.
  const at = (name) => new URL(name, typeof dynalabBase === 'string' ? dynalabBase : location.href);
  if (typeof wasm_bindgen === 'undefined') importScripts(at('./worker.js'));

  const early = [];
  let handOver;
  const handedOver = new Promise((resolve) => { handOver = resolve; });
  const keep = (event) => {
    if (event.data?.compiled) {
      // What the page remembers; `crates/worker/src/early.rs` looks here.
      globalThis.dynalabLast = event.data.last;
      handOver(event.data.compiled);
    } else {
      early.push(event);
    }
  };
  addEventListener('message', keep);

  // The answer to a request, made here in one crossing. A large body is handed over instead of copied twice.
  const COPIED_BYTES_MAX = 16 * 1_024;
  globalThis.dynalabRespond = (id, status, bytes) => {
    const body = bytes.slice();
    postMessage({ kind: 'response', id, status, body }, body.length > COPIED_BYTES_MAX ? [body.buffer] : []);
  };

  // What reads and writes text for people comes when the engine first asks for it.
  let desk;
  globalThis.dynalabLoadDesk = () => desk ??= import(at('./desk.js'))
    .then(({ default: init }) => init({ module_or_path: at('./desk_bg.wasm') }))
    .catch((error) => { desk = undefined; throw error; });

  // `cargo xtask dist` splits the engine in two (xtask/src/split.rs). The later part comes when the first screen is up, or at
  // once when a call needs it; then nothing else runs meanwhile. It asks the first part for an export that only one of the same
  // build has.
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
    const address = at(`./worker_later.wasm?${build}`);
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

  // A task of the wasm that dies is a rejected promise: it has to reach the page like a handler that dies.
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    reportError(event.reason);
  });

  const start = async () => {
    const address = at('./worker_bg.wasm');
    const compiled = name.endsWith('compiled by the page')
      ? handedOver
      : WebAssembly.compileStreaming(fetch(address)).catch(() => address);
    first = await wasm_bindgen({ module_or_path: await compiled });
    build = Object.keys(first).find((name) => name.startsWith('dynalabLater:'))?.split(':')[1];
    // The wasm has installed its handler. A request is read here and goes in by one call; all else takes the handler's way, and so
    // does a long one, which the handler may refuse without copying it.
    const DIRECT_BYTES_MAX = 1_024 * 1_024;
    const { onmessage: others } = self;
    // While page and engine talk both stay awake (awake.js), when the page says so.
    let isAwake = false;
    let vigil;
    const stayAwake = (isOn) => {
      isAwake = isOn;
      if (vigil !== undefined) return;
      vigil = null;
      import(at('./awake.js')).then((awake) => { vigil = awake.vigil(); }, () => {});
    };
    const isDirect = ({ kind, id, target, body }) => kind === 'request' && id >>> 0 === id && typeof target === 'string'
      && body instanceof Uint8Array && body.length <= DIRECT_BYTES_MAX;
    self.onmessage = (event) => {
      const { data } = event;
      if (data && isDirect(data)) {
        wasm_bindgen.request(data.id, data.target, data.body);
      } else if (data?.kind === 'awake') {
        stayAwake(data.isOn);
      } else {
        others(event);
      }
      if (isAwake) vigil?.begin();
    };
    // What came earlier is handed over now.
    removeEventListener('message', keep);
    for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  };
  // Reaches the page as the worker's `error` event, which a rejected promise would not.
  start().catch(reportError);
})();

// The page's first script: starts both halves of dynalab at once, and keeps the one way in for other scripts.
//
// It is a file, not trunk's inline loader, because the content security policy allows no inline script; classic and in the head,
// because the worker takes longest to start and a module would wait for the page to be parsed; `cargo xtask dist` puts the app's
// script before it. The app adopts the worker from `globalThis.dynalabWorker`; the page speaks first, so nothing the worker says
// is lost before that.

/* global wasm_bindgen */
(() => {
  const base = document.currentScript.src;
  const at = (name) => new URL(name, base);
  // A server that names the wrong content type costs streaming, not the page: `init` then fetches the address itself.
  const compile = (address) => WebAssembly.compileStreaming(fetch(address)).catch(() => address);

  // While page and engine talk both stay awake (awake.js), from the first request on.
  let talk = null;
  class Engine extends Worker {
    postMessage(...message) {
      super.postMessage(...message);
      talk?.begin();
    }
  }

  const startWorker = (Kind, name, file) => {
    const script = at(file);
    try {
      return new Kind(script, { name });
    } catch {
      // A sandboxed frame without an origin may run no script of another one as a worker, but one of its own that loads it.
      const text = `dynalabBase = ${JSON.stringify(script.href)}; importScripts(dynalabBase);`;
      const own = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
      return new Kind(own, { name });
    }
  };
  const startEngine = (name) => startWorker(Engine, name, './worker_boot.js');
  globalThis.dynalabStartWorker = () => startEngine('dynalab');
  // The laboratory, which runs scenarios: the stage starts it when it is first asked.
  globalThis.dynalabStartLaboratory = () => startWorker(Worker, 'dynalab laboratory', './lab_boot.js');
  const worker = startEngine('dynalab, compiled by the page');
  // Kept for an app that adopts the worker after it has failed.
  worker.addEventListener('error', (event) => { worker.failure ??= event.message || 'The worker could not be loaded.'; });
  globalThis.dynalabWorker = worker;
  const appWasm = compile(at('./app_bg.wasm'));
  // Compiled here and handed over, because here it can begin before the worker has loaded its first script.
  compile(at('./worker_bg.wasm')).then((compiled) => {
    worker.postMessage({ compiled: compiled instanceof URL ? compiled.href : compiled, last });
  });
  const appScript = typeof wasm_bindgen === 'undefined' ? new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: at('./app.js'), onload: resolve });
    script.onerror = () => reject(new Error('The script of the app did not come.'));
    document.head.append(script);
  }) : null;
  // The workspace that the app is going to ask for (`web/src/browser.rs`): the worker opens it without waiting for the app. `null`
  // if none is remembered, `undefined` where that says nothing: an embed has its own, and a frame may not have storage. The first
  // look waits for the browser's other processes, some milliseconds: now, while all is on its way, that delays nothing.
  let last;
  try {
    const KEY = 'dynalab.workspace';
    if (!/[?&]embed=1(&|$)/.test(location.search)) last = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  } catch { /* refused */ }

  // The program of the areas See, Cost and Learn, with its styles; the app asks for it when one of them is first shown. A script
  // that did not come is asked for under another address, because a browser may remember the failure of this one.
  let tries = 0;
  let styles = null;
  globalThis.dynalabStage = async () => {
    const itsStyles = styles ??= styled(at('./stage/all.css'));
    // Told below, unless its script does not come either.
    itsStyles.catch(() => { styles = null; });
    const stage = await import(at(`./stage.js${tries ? `?${tries}` : ''}`)).catch((error) => { tries += 1; throw error; });
    await stage.default({ module_or_path: await compile(at('./stage_bg.wasm')) });
    await itsStyles;
    return stage;
  };
  const styled = (address) => new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address.href });
    link.onload = resolve;
    link.onerror = () => { link.remove(); reject(new Error('Its styles did not come.')); };
    document.head.append(link);
  });

  globalThis.dynalabRequests = requests();

  // The engine need not wait for the page; the app draws into it, and not before it is styled.
  const parsed = document.readyState !== 'loading' ? null
    : new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  const loaded = (link) => link.sheet ?? new Promise((resolve) => { link.onload = link.onerror = resolve; });
  const start = async () => {
    await appScript;
    await parsed;
    await Promise.all(Array.from(document.querySelectorAll('link[rel=stylesheet]'), loaded));
    await wasm_bindgen({ module_or_path: await appWasm });
  };
  start().catch(async (error) => {
    await parsed;
    const note = document.getElementById('boot-failure');
    if (note) {
      note.hidden = false;
      note.append(` (${error})`);
    }
    throw error;
  });

  // The requests of scripts on the page: they go to the worker and come back without passing through the app's wasm.
  function requests() {
    const CONTENT_TYPE = 'application/x-amz-json-1.0';
    // Above all numbers that the app gives to its own asks.
    const FIRST_ID = 2 ** 31;
    const encoder = new TextEncoder();
    const waiting = new Map();
    let to = null;
    let others = null;
    let newest = FIRST_ID - 1;
    let heard = 0;

    const answered = (event) => {
      talk?.end();
      // A worker that was ended may have spoken before.
      if (event.currentTarget !== to) return;
      const { kind, id, status, body } = event.data;
      if (kind !== 'response') {
        others(event.data);
        return;
      }
      const asked = waiting.get(id);
      if (!asked) return;
      // Nobody else waits for it.
      event.stopImmediatePropagation();
      waiting.delete(id);
      if (waiting.size > 0) talk?.begin();
      heard = Date.now();
      asked.resolve({ status, headers: { 'content-type': CONTENT_TYPE }, body });
    };
    const listenTo = (worker) => worker.addEventListener('message', answered);
    listenTo(worker);

    let stayAwake = () => {
      stayAwake = null;
      // Without it all is slower and nothing else.
      const tell = (isOn) => to && Worker.prototype.postMessage.call(to, { kind: 'awake', isOn });
      import(at('./awake.js')).then((awake) => { talk = awake.talk(tell); }, () => {});
    };

    const send = (target, body) => new Promise((resolve, reject) => {
      if (!to) throw new Error('dynalab: the engine has stopped');
      stayAwake?.();
      newest = newest < 2 ** 32 - 1 ? newest + 1 : FIRST_ID;
      to.postMessage({ kind: 'request', id: newest, target, body });
      if (waiting.size === 0) heard = Date.now();
      waiting.set(newest, { resolve, reject });
    });

    return {
      /** From now on requests go to this worker, and what it says that answers none goes to `rest`. */
      connect(other, rest) {
        to = other;
        others = rest;
        if (other !== worker) listenTo(other);
      },
      /** The engine has stopped: what waits is refused. */
      disconnect() {
        to = null;
        others = null;
        for (const { reject } of waiting.values()) reject(new Error('dynalab: the engine has stopped'));
        waiting.clear();
      },
      /** Sends AWS JSON as bytes; a promise of `{ status, headers, body }`, rejected if the engine stops. */
      send,
      /** `globalThis.dynalab.handle(target, headers, body)`, the one way in for scripts and for request handlers of AWS SDKs. */
      async handle(target, _headers, body) {
        const bytes = typeof body === 'string' ? encoder.encode(body) : body ?? encoder.encode('{}');
        if (typeof target !== 'string' || !(bytes instanceof Uint8Array)) {
          throw new TypeError('target must be a string, body a string or a Uint8Array');
        }
        return send(target, bytes);
      },
      /** How many requests wait. */
      get waiting() { return waiting.size; },
      /** When the last one was answered, or first asked after a rest: milliseconds since 1970. */
      get heard() { return heard; },
    };
  }
})();

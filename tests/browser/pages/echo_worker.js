// The yardstick for a request through the worker: it answers at once, and with nothing.
onmessage = () => postMessage(null);

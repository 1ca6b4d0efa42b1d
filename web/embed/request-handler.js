// The request handler that makes the AWS SDK for JavaScript v3 talk to the database in this page: nothing leaves the tab.
//
//     import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
//     import { DynalabRequestHandler } from './embed/request-handler.js';
//     const client = new DynamoDBClient({
//       requestHandler: new DynalabRequestHandler(),
//       region: 'us-east-1',
//       credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
//     });
//
// It implements the SDK's `HttpHandler`: a request in, a response with status, headers and body out. Requests are not signed
// over again and carry no host; the operation is the `X-Amz-Target` header, as on the wire.

export class DynalabRequestHandler {
  #database;
  #settings = {};

  /** `database` is what answers: by default `globalThis.dynalab`, once the page has installed it. */
  constructor({ database } = {}) {
    this.#database = database;
  }

  /** Answers one request. It rejects as the SDK's own handlers do: with an `AbortError` when it was called off. */
  async handle(request, { abortSignal } = {}) {
    if (abortSignal?.aborted) throw calledOff();
    const database = this.#database ?? globalThis.dynalab;
    if (!database) throw new Error('dynalab is not in this page, or has not started yet');
    const answered = database.handle(header(request.headers, 'x-amz-target'), request.headers, text(request.body));
    const { status, headers, body } = await (abortSignal ? orAborted(answered, abortSignal) : answered);
    return { response: { statusCode: status, headers: lower(headers), body: new Blob([body]) } };
  }

  /** There is nothing to close. */
  destroy() {}

  get metadata() {
    return { handlerProtocol: 'dynalab' };
  }

  // The SDK keeps settings of its transport here; none of them means anything without a network.
  updateHttpClientConfig(key, value) {
    this.#settings[key] = value;
  }

  httpHandlerConfigs() {
    return this.#settings;
  }
}

function header(headers, wanted) {
  const name = Object.keys(headers).find((each) => each.toLowerCase() === wanted);
  return name === undefined ? '' : headers[name];
}

function lower(headers) {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

function text(body) {
  if (body === undefined || typeof body === 'string') return body ?? '';
  return new TextDecoder().decode(body);
}

function calledOff() {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}

/**
 * The answer, or a rejection when the signal comes first. What was asked may have been done all the same, as over a network. A signal
 * may outlive many requests, so nothing of this one stays on it.
 */
async function orAborted(answered, signal) {
  let onAbort;
  const aborted = new Promise((_, reject) => { onAbort = () => reject(calledOff()); });
  const listens = typeof signal.addEventListener === 'function';
  if (listens) signal.addEventListener('abort', onAbort);
  else signal.onabort = onAbort;
  try {
    return await Promise.race([answered, aborted]);
  } finally {
    if (listens) signal.removeEventListener('abort', onAbort);
    else if (signal.onabort === onAbort) signal.onabort = null;
  }
}

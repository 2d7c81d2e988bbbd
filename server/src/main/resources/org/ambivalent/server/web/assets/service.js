/** The service, as the pages call it. Every route that the pages use is here, and nowhere else. */

/** What went wrong, in words for people; `status` is 0 where the service could not be reached. */
export class Problem extends Error {
  constructor(status, {title, detail, type} = {}, retryAfter = null) {
    super(detail ?? title ?? 'The service could not answer.');
    this.status = status;
    this.title = title ?? 'That did not work';
    this.kind = type?.split(':').at(-1) ?? '';
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Told when a request lacks the token. */
export const unauthorised = new EventTarget();

/** A request that is answered by JSON, or by nothing. */
async function request(method, path, {query = {}, json, body, headers = {}, signal} = {}) {
  const response = await reach(withQuery(path, query), {
    method,
    signal,
    body: json === undefined ? body : JSON.stringify(json),
    headers: json === undefined ? headers : {...headers, 'Content-Type': 'application/json'},
  });
  if (!response.ok) {
    throw await problem(response);
  }
  return response.status === 204 ? null : response.json();
}

/** An address with a query; what is empty is left out. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Problem(0, {title: 'The service does not answer', detail: 'Is ./ambivalent serve still running? The page itself goes on working.'});
  }
}

async function problem(response) {
  const text = await response.text();
  let told = {};
  try {
    told = JSON.parse(text);
  } catch {
    told = {title: `The service answered ${response.status}`};
  }
  if (response.status === 401) {
    unauthorised.dispatchEvent(new Event('needed'));
  }
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new Problem(response.status, told, Number.isNaN(seconds) ? null : seconds);
}

/** Waits; rejects at once if the signal is aborted. */
export function pause(seconds, signal) {
  return new Promise((done, failed) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      failed(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      done();
    }, 1000 * seconds);
    signal?.addEventListener('abort', stop, {once: true});
  });
}

const PATIENCE = 5;

/** Asks again after as many seconds as the service says while it is too busy; `waiting` is told how long. */
export async function patiently(ask, {signal, waiting = () => {}} = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (error.status !== 503 || attempt === PATIENCE) {
        throw error;
      }
      const seconds = error.retryAfter ?? 1;
      waiting(seconds);
      await pause(seconds, signal);
    }
  }
}

const part = encodeURIComponent;
const source = name => `/v1/review/sources/${part(name)}`;
const evaluation = (run, name) => `/v1/runs/${part(run)}/evaluations/${part(name)}`;

export const about = () => request('GET', '/v1/about');
export const openSession = token => request('POST', '/v1/session', {json: {token}});
export const closeSession = () => request('DELETE', '/v1/session');

export const models = async signal => (await request('GET', '/v1/models', {signal})).models;

/** Answers on one picture: `{file, width, height, found, faces}`. */
export async function predict(picture, query, signal) {
  const answer = await request('POST', '/v1/predict',
    {query, body: picture, headers: {'Content-Type': 'application/octet-stream'}, signal});
  return answer.images[0];
}

export const sources = async signal => (await request('GET', '/v1/review/sources', {signal})).sources;
export const queue = (name, query, signal) => request('GET', `${source(name)}/queue`, {query, signal});
export const face = (name, number, reviewer, signal) =>
  request('GET', `${source(name)}/faces/${number}`, {query: {reviewer}, signal});
export const vote = (name, key, json, signal) =>
  request('POST', `${source(name)}/votes`, {json, headers: {'Idempotency-Key': key}, signal});
export const undo = (name, key, json, signal) =>
  request('POST', `${source(name)}/undo`, {json, headers: {'Idempotency-Key': key}, signal});
export const progress = (name, signal) => request('GET', `${source(name)}/progress`, {signal});
export const agreement = (name, signal) => request('GET', `${source(name)}/agreement`, {signal});
export const exportAddress = (name, query) => withQuery(`${source(name)}/export`, query);

export const runs = async signal => (await request('GET', '/v1/runs', {signal})).runs;
export const runLog = (run, after, signal) => request('GET', `/v1/runs/${part(run)}/log`, {query: {after}, signal});
export const evaluationOf = (run, name, signal) => request('GET', evaluation(run, name), {signal});
export const facesBehind = (run, name, query, signal) =>
  request('GET', `${evaluation(run, name)}/faces`, {query, signal});

<<<<<<< HEAD
/** The service's API. Every route that the pages use is here, and nowhere else. */

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
export const vote = (name, key, json) =>
  request('POST', `${source(name)}/votes`, {json, headers: {'Idempotency-Key': key}});
export const undo = (name, key, json) =>
  request('POST', `${source(name)}/undo`, {json, headers: {'Idempotency-Key': key}});
export const progress = (name, signal) => request('GET', `${source(name)}/progress`, {signal});
export const agreement = (name, signal) => request('GET', `${source(name)}/agreement`, {signal});
export const exportAddress = (name, query) => withQuery(`${source(name)}/export`, query);

export const runs = async signal => (await request('GET', '/v1/runs', {signal})).runs;
export const runLog = (run, after, signal) => request('GET', `/v1/runs/${part(run)}/log`, {query: {after}, signal});
export const evaluationOf = (run, name, signal) => request('GET', evaluation(run, name), {signal});
export const facesBehind = (run, name, query, signal) =>
  request('GET', `${evaluation(run, name)}/faces`, {query, signal});
=======
// Draws openapi.json. Text only ever becomes text nodes.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function resolve(api, schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema;
}

// A value that the schema allows, as an example to read.
function example(api, schema, depth = 0) {
  const plain = resolve(api, schema);
  if (!plain || depth > 8) return "...";
  if (plain.oneOf) return example(api, plain.oneOf[0], depth);
  if (plain.enum) return plain.enum.join(" | ");
  const type = Array.isArray(plain.type) ? plain.type[0] : plain.type;
  switch (type) {
    case "object": {
      const entries = Object.entries(plain.properties ?? {}).map(([key, value]) => [key, example(api, value, depth + 1)]);
      if (typeof plain.additionalProperties === "object") entries.push(["EMOTION", example(api, plain.additionalProperties, depth + 1)]);
      return Object.fromEntries(entries);
    }
    case "array": return [example(api, plain.items ?? {}, depth + 1)];
    case "integer": return 1;
    case "number": return 0.5;
    case "boolean": return true;
    default: return plain.format === "date-time" ? "2026-01-02T03:04:05.678Z" : "text";
  }
}

function bodies(api, title, content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => {
    const heading = element("p", {}, title, " ", element("code", {}, type));
    return media.schema ? [heading, element("pre", {}, JSON.stringify(example(api, media.schema), null, 2))] : [heading];
  });
}

function parameters(list) {
  if (!list?.length) return [];
  const rows = list.map((parameter) => element("tr", {},
    element("td", {}, element("code", {}, parameter.name)),
    element("td", {}, parameter.in),
    element("td", {}, (parameter.schema.enum ?? [parameter.schema.type]).join(" | ")),
    element("td", {}, parameter.description ?? "")));
  return [element("table", {}, element("tbody", {}, ...rows))];
}

function route(api, path, method, operation) {
  const parts = [...parameters(operation.parameters), ...bodies(api, "Send", operation.requestBody?.content)];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (status === "default") continue;
    parts.push(element("p", {}, element("strong", {}, status), " ", response.description));
    parts.push(...bodies(api, "Answer", response.content));
  }
  if (operation.security?.length === 0) parts.push(element("p", { class: "faint" }, "Needs no token."));
  return element("details", { id: `${method}-${path}` },
    element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path), " ",
      element("span", { class: "faint" }, operation.summary)),
    element("div", {}, ...parts));
}

const api = await (await fetch("/v1/openapi.json")).json();
const routes = document.getElementById("routes");
routes.replaceChildren();
const contents = element("ul");
for (const tag of api.tags) {
  contents.append(element("li", {}, element("a", { href: `#${tag.name}` }, tag.name)));
  routes.append(element("h2", { id: tag.name }, tag.name), element("p", { class: "faint" }, tag.description));
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.tags.includes(tag.name)) routes.append(route(api, path, method, operation));
    }
  }
}
document.getElementById("contents").append(contents);
routes.append(element("h2", {}, "problems"), element("p", { class: "faint" }, "What goes wrong is answered so, as application/problem+json."),
  element("pre", {}, JSON.stringify(example(api, { $ref: "#/components/schemas/Problem" }), null, 2)));
>>>>>>> serve

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

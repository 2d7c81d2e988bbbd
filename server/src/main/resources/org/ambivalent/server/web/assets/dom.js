/** Makes elements; all that the pages need in place of a framework. */

/**
 * An HTML element: `el('button', {class: 'plain', onclick: close}, 'Close')`. Names that begin with "on" are listeners, `style` is
 * an object, everything else is an attribute. What is null, undefined or false is left out, of properties and children.
 */
export function el(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** An SVG element, in the same way. */
export function svg(name, properties = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), properties, children);
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (isNothing(value)) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      // Through the object model: the content security policy allows no style attribute.
      Object.entries(value).forEach(([property, text]) => element.style.setProperty(property, text));
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => !isNothing(child)));
  return element;
}

function isNothing(value) {
  return value === null || value === undefined || value === false;
}

/** A label around a form field, with a hint if there is something to say. */
export function field(label, input, hint) {
  return el('label', {class: 'field'}, el('span', {}, label), input, hint && el('small', {}, hint));
}

/** A list to choose from; choices are `[value, text]`. */
export function choice(choices, chosen, onchange, properties = {}) {
  return el('select', {...properties, onchange: event => onchange(event.target.value)},
    choices.map(([value, text]) => el('option', {value, selected: value === chosen}, text)));
}

/** What may be wider than the page, such as a table; also keys scroll it. */
export function scroller(label, ...content) {
  return el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label}, content);
}

/** A switch that is on or off. */
export function toggle(label, on, onchange) {
  const box = el('input', {type: 'checkbox', checked: on, onchange: () => onchange(box.checked)});
  return el('label', {class: 'toggle'}, box, label);
}

/** Single keys of a page, and the list of them that `?` opens. */

import {el, toggle} from './dom.js';
import {kept} from './kept.js';

const TYPING = 'select, textarea, input:not([type=checkbox], [type=range], [type=file])';

/** Whether the key belongs to what has the focus: text, a choice, or something that Space and Enter press. */
function isTaken(event) {
  const target = event.target;
  const scrolls = event.key === ' ' || event.key.startsWith('Arrow');
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) {
    return true;
  }
  const pressed = event.key === ' ' || event.key === 'Enter';
  return target.matches(TYPING) || (pressed && target.closest('button, a, summary, input') !== null)
    || (scrolls && target.closest('.scroll') !== null);
}

/** Letters are what they print; digits are their key, so that Shift with a digit works on every keyboard. */
function name(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit) {
    return digit[1];
  }
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/**
 * Listens until the signal is aborted. `handlers` maps names of keys, such as `a`, `1`, `Enter`, to functions, which get the event; one that
 * returns false leaves the key to the browser. A key that is held acts once, but for arrows.
 */
export function listen(handlers, signal) {
  document.addEventListener('keydown', event => {
    if (isTaken(event) || (kept('single keys', 'on') === 'off' && event.key.length === 1)) {
      return;
    }
    const handler = handlers[name(event)];
    const isHeld = event.repeat && !event.key.startsWith('Arrow');
    if (handler && (isHeld || handler(event) !== false)) {
      event.preventDefault();
    }
  }, {signal});
}

/** Opens the list of keys on `?`; `page` tells the present page. */
export class KeyHelp {
  #page;

  constructor(page) {
    this.#page = page;
    document.addEventListener('keydown', event => {
      if (event.key === '?' && !isTaken(event)) {
        event.preventDefault();
        this.open();
      }
    });
  }

  open() {
    const page = this.#page();
    const dialog = el('dialog', {class: 'help', 'aria-labelledby': 'help-title', onclose: () => dialog.remove()},
      el('form', {method: 'dialog'},
        el('h2', {id: 'help-title'}, `Keys of ${page.title}`),
        el('table', {class: 'keys'},
          el('thead', {class: 'visually-hidden'}, el('tr', {}, el('th', {}, 'Key'), el('th', {}, 'What it does'))),
          el('tbody', {}, [...page.keys, ['?', 'this list']].map(([keys, meaning]) => el('tr', {},
            el('th', {scope: 'row'}, keys.split(' ').map(key => el('kbd', {}, key))),
            el('td', {}, meaning))))),
        toggle('Single keys do this', kept('single keys', 'on') === 'on', on => kept.set('single keys', on ? 'on' : 'off')),
        el('button', {class: 'primary', autofocus: true}, 'Close')));
    document.body.append(dialog);
    dialog.showModal();
  }
}

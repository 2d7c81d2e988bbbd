/** Asks for the token, once; the service then knows the browser by a cookie that no script can read. */

import {el, field} from './dom.js';
import * as api from './service.js';
import {problemBox} from './notices.js';

/** Shows the form; `entered` is called when the service accepts the token. */
export function askForToken(main, entered) {
  const token = el('input', {type: 'password', autocomplete: 'current-password', required: true, id: 'token'});
  const problem = el('div');
  const button = el('button', {class: 'primary'}, 'Enter');
  const enter = async event => {
    event.preventDefault();
    button.disabled = true;
    try {
      await api.openSession(token.value.trim());
      entered();
    } catch (error) {
      problem.replaceChildren(problemBox(error));
      token.select();
    } finally {
      button.disabled = false;
    }
  };
  main.replaceChildren(el('section', {class: 'login card'},
    el('h1', {}, 'This service asks for its token'),
    el('p', {}, 'Whoever started it with ', el('code', {}, '--token-file'), ' knows it. It is asked for once in twelve hours and is not kept in this page.'),
    problem,
    el('form', {onsubmit: enter}, field('Token', token), button)));
  token.focus();
}

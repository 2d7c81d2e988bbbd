/** Starts the workbench: the frame around the pages, the token if one is needed, and the page that the address names. */

import {el} from './dom.js';
import * as api from './service.js';
import {KeyHelp} from './keys.js';
import {problemBox, speaker} from './notices.js';
import {address, Router} from './router.js';
import {Outbox} from './outbox.js';
import {askForToken} from './login.js';
import {tryPage} from './try.js';
import {reviewPage} from './review.js';
import {comparePage} from './compare.js';
import {limitsPage} from './limits.js';

const outbox = new Outbox();
let about = null;

const pages = [tryPage(() => about), reviewPage(() => about, outbox), comparePage(() => about), limitsPage];
let present = pages[0];

const main = el('main', {id: 'main', tabindex: '-1'});
const links = pages.slice(0, 3).map(page => el('a', {href: address(page.name)}, page.title));
const leave = el('button', {type: 'button', class: 'plain', hidden: true, onclick: forgetToken}, 'Forget token');
const router = new Router(main, pages, page => {
  present = page;
  links.forEach((link, at) => setCurrent(link, pages[at] === page));
});
const help = new KeyHelp(() => present);

function setCurrent(link, isCurrent) {
  if (isCurrent) {
    link.setAttribute('aria-current', 'page');
  } else {
    link.removeAttribute('aria-current');
  }
}

function frame() {
  const skip = el('a', {class: 'skip', href: '#main', onclick: event => {
    event.preventDefault();
    main.focus();
  }}, 'Skip to the page');
  return [
    skip,
    el('header', {class: 'head'},
      el('a', {class: 'brand', href: address('')}, el('img', {src: '/assets/favicon.svg', alt: '', width: '24', height: '24'}), 'Ambivalent'),
      el('nav', {'aria-label': 'Pages'}, links, el('a', {href: '/api'}, 'API')),
      outbox.badge(),
      leave,
      el('button', {type: 'button', class: 'plain', 'aria-label': 'Keys of this page', onclick: () => help.open()}, el('kbd', {}, '?'))),
    main,
    speaker(),
  ];
}

async function forgetToken() {
  await api.closeSession();
  location.reload();
}

async function start() {
  try {
    about = await api.about();
  } catch (error) {
    main.replaceChildren(problemBox(error, start));
    return;
  }
  leave.hidden = !(about.token && about.session);
  if (!about.session) {
    askForToken(main, start);
    return;
  }
  outbox.start();
  await router.start();
}

api.unauthorised.addEventListener('needed', () => {
  if (about && !main.querySelector('.login')) {
    about.session = false;
    askForToken(main, () => location.reload());
  }
});

document.body.replaceChildren(...frame());
start();

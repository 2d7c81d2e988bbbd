/** The page Review: sources, and the desk at which people vote. */

import {el, field} from './dom.js';
import {Desk} from './desk.js';
import * as api from './service.js';
import {kept} from './kept.js';
import {command, emptyState} from './notices.js';
import {address} from './router.js';
import {count, counted} from './words.js';

const READING_SECONDS = 2;
const NAME = '[\\p{L}\\p{M}\\p{N} ._@\\-]{1,40}';

/** The page; `about` tells what the service says about itself. */
export function reviewPage(about, outbox) {
  return {
    name: 'review',
    title: 'Review',
    keys: [
      ['1 … 9', 'vote for that emotion; the letter on its button does the same'],
      ['Shift 1 … 9', 'add it to several emotions'],
      ['Enter', 'vote for the several'],
      ['m', 'several emotions without holding Shift'],
      ['u', 'unknown'],
      ['n', 'not a face'],
      ['b', 'bad crop'],
      ['s Space', 'skip'],
      ['z Backspace', 'undo the last vote'],
      ['→ ←', 'on and back, without a vote'],
      ['v', 'show or hide what other people said'],
      ['Escape', 'let go of several emotions'],
    ],
    async show(main, route, signal) {
      if (!about().review) {
        main.append(el('h1', {}, 'Review'), withoutStore());
        return;
      }
      const sources = await api.sources(signal);
      const source = sources.find(one => one.name === route.path[0]);
      const reviewer = kept('reviewer', '');
      if (source?.state === 'ready' && reviewer) {
        await new Desk(main, source, reviewer, route, outbox, signal).start();
      } else {
        showSources(main, sources, source, signal);
      }
    },
  };
}

function withoutStore() {
  return emptyState('Nothing to review yet',
    el('p', {}, 'Review lets people vote on the faces that a model or ', el('code', {}, 'cure'), ' doubts most, one key a face; the votes become training data. Start the service with a dataset or a result of ',
      el('code', {}, 'cure'), ', and a file for the votes:'),
    command('./ambivalent serve --review ferplus.zip,mine=cures/mine --store votes.db'));
}

function showSources(main, sources, chosen, signal) {
  const list = el('ul', {class: 'sources'});
  let newest = sources;
  const isOpen = () => newest.find(source => source.name === chosen?.name)?.state === 'ready';
  const draw = read => {
    newest = read;
    list.replaceChildren(...read.map(source => sourceCard(source)));
    // Its address is the present one, so no link leads there.
    if (isOpen() && chosen.state !== 'ready' && kept('reviewer', '')) {
      dispatchEvent(new HashChangeEvent('hashchange'));
    }
  };
  main.append(el('h1', {}, 'Review'), nameForm(chosen, isOpen), list);
  draw(sources);
  if (sources.length === 0) {
    list.replaceWith(emptyState('No sources', el('p', {}, 'Name datasets or results of ', el('code', {}, 'cure'), ' with ', el('code', {}, '--review'), '.')));
  }
  follow(sources, draw, signal);
}

/** Looks again while a source is being read. */
async function follow(sources, draw, signal) {
  let read = sources;
  while (read.some(source => source.state === 'reading')) {
    try {
      await api.pause(READING_SECONDS, signal);
      read = await api.sources(signal);
      draw(read);
    } catch {
      if (signal.aborted) {
        return;
      }
    }
  }
}

function nameForm(source, isOpen) {
  const name = el('input', {id: 'reviewer', required: true, pattern: NAME, maxlength: '40', value: kept('reviewer', ''), autocomplete: 'nickname'});
  const done = el('p', {class: 'muted', role: 'status'}, source ? `Say who you are, and ${source.name} opens.` : '');
  const enter = event => {
    event.preventDefault();
    const reviewer = name.value.normalize('NFC').trim(); // As the service writes it, or votes would look like another's.
    kept.set('reviewer', reviewer);
    done.textContent = `Votes are ${reviewer}’s from now on.`;
    if (isOpen()) {
      dispatchEvent(new HashChangeEvent('hashchange'));
    }
  };
  return el('form', {class: 'card reviewer', onsubmit: enter},
    field('Your name as a reviewer', name),
    el('button', {class: 'primary'}, 'That is me'),
    el('p', {class: 'muted'}, 'Letters, digits, spaces and . @ _ - ; whoever exports the votes or their history sees it.'), done);
}

function sourceCard(source) {
  const content = {
    ready: () => [
      el('p', {class: 'muted'}, `${counted(source.faces, 'face')} · ${source.kind === 'cure' ? 'a result of cure' : 'a dataset'}`,
        source.leftOut > 0 && ` · ${count(source.leftOut)} without an image left out`),
      el('progress', {max: String(source.faces), value: String(source.votedFaces), 'aria-label': 'Faces voted on'}),
      el('p', {}, source.votes === 0 ? 'Nobody has voted yet.'
        : `${counted(source.votes, 'vote')} on ${counted(source.votedFaces, 'face')}, by ${source.reviewers.join(', ')}.`),
      source.judged < source.faces && el('p', {class: 'muted'}, `The model has looked at ${count(source.judged)} so far; the others come last.`),
    ],
    reading: () => el('p', {class: 'muted'}, 'Being read …'),
    failed: () => el('p', {class: 'problem-text'}, source.note),
  };
  return el('li', {class: 'card'},
    el('h2', {}, source.state === 'ready' ? el('a', {class: 'cover', href: address('review', [source.name])}, source.name) : source.name),
    content[source.state](),
    source.state === 'ready' && source.note && el('p', {class: 'muted'}, source.note));
}

/** Messages: problems where they arose, and words for those who listen rather than look. */

import {el} from './dom.js';

/** A box that says what went wrong and what to do, with a button to try again if that may help. */
export function problemBox(problem, again) {
  return el('div', {class: 'notice problem', role: 'alert'},
    el('p', {}, el('strong', {}, problem.title ?? 'That did not work'), ' ', problem.message),
    again && el('button', {type: 'button', onclick: again}, 'Try again'));
}

export function notice(...words) {
  return el('div', {class: 'notice'}, el('p', {}, ...words));
}

/** A page, or part of one, that has nothing to show yet: what it would show and how to get there. */
export function emptyState(title, ...content) {
  return el('section', {class: 'empty'}, el('h2', {}, title), ...content);
}

/** A command to type, as in the docs. */
export function command(text) {
  return el('pre', {tabindex: '0', 'aria-label': 'Command'}, el('code', {}, text));
}

const spoken = el('div', {class: 'visually-hidden', role: 'status', 'aria-live': 'polite', id: 'spoken'});

/** The region that screen readers follow. */
export function speaker() {
  return spoken;
}

export function say(text) {
  spoken.textContent = text;
}

/** Shows what `work` makes, a word while it takes, or its problem with a way to try again. */
export async function filling(place, work, signal) {
  place.replaceChildren(el('p', {class: 'muted', role: 'status'}, 'Reading …'));
  try {
    const made = [await work()].flat(Infinity).filter(Boolean);
    if (!signal.aborted) {
      place.replaceChildren(...made);
    }
  } catch (error) {
    if (!signal.aborted) {
      place.replaceChildren(problemBox(error, () => filling(place, work, signal)));
    }
  }
}

/**
 * Votes on their way to the service. Each is kept in the browser under a key of its own until the service says that it has it, and is sent
 * again until then, in order; the key makes sending twice harmless, also from two windows.
 */

import {el} from './dom.js';
import * as api from './service.js';
import {kept} from './kept.js';
import {counted} from './words.js';

const PREFIX = 'unsent.';
const WAITS = [1, 2, 5, 10, 30];

/** New for each vote. Not `crypto.randomUUID`, which pages without HTTPS lack on other machines. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Events: `sent`, whose detail is `{letter, answer}`; `refused`, whose detail is `{letter, problem}`. */
export class Outbox extends EventTarget {
  #badge = el('p', {class: 'unsent', role: 'status', hidden: true});
  #sending = null;
  #failures = 0;
  #problem = null;
  #timer = null;
  #last = 0;
  /** The number of a vote in the store by its key, for undo. */
  #numbers = new Map();

  /** Begins with what an earlier visit left behind. */
  start() {
    addEventListener('online', () => this.#send());
    this.#send();
  }

  /** Words in the head of the page while something is unsent. */
  badge() {
    return this.#badge;
  }

  /** Sends a vote: `{reviewer, face, kind, emotions}`. Returns its key. */
  vote(source, body) {
    return this.#post({source, body, route: 'vote'});
  }

  /** Takes a vote back: it is not sent at all if it has not left yet. */
  undo(source, reviewer, key) {
    const unsent = this.#letters().find(letter => letter.key === key);
    if (unsent && key !== this.#sending) {
      kept.remove(unsent.name);
      this.#show();
      return;
    }
    this.#post({source, body: {reviewer}, route: 'undo', of: key});
  }

  /** Takes back the reviewer's last vote of an earlier visit, whichever it was; the answer names its face. */
  undoNow(source, reviewer) {
    return api.undo(source, newKey(), {reviewer});
  }

  #post(letter) {
    const key = newKey();
    // Names sort as they were posted, within one millisecond too.
    this.#last = Math.max(Date.now(), this.#last + 1);
    kept.set(`${PREFIX}${this.#last}.${key}`, JSON.stringify({...letter, key}));
    this.#show();
    this.#send();
    return key;
  }

  #letters() {
    return kept.names(PREFIX).map(name => ({name, ...JSON.parse(kept(name))}));
  }

  async #send() {
    if (this.#sending) {
      return;
    }
    clearTimeout(this.#timer);
    for (let letter = this.#letters()[0]; letter; letter = this.#letters()[0]) {
      this.#sending = letter.key;
      const problem = await this.#deliver(letter);
      this.#sending = null;
      if (problem?.passes || problem?.status === 401) {
        this.#later(problem);
        return;
      }
      kept.remove(letter.name);
      this.#failures = 0;
      this.#problem = null;
      this.#show();
      if (problem) {
        this.dispatchEvent(new CustomEvent('refused', {detail: {letter, problem}}));
      }
    }
  }

  /** Returns the problem if it did not arrive. */
  async #deliver(letter) {
    try {
      const answer = letter.route === 'vote'
        ? await api.vote(letter.source, letter.key, letter.body)
        : await api.undo(letter.source, letter.key, {...letter.body, vote: this.#numbers.get(letter.of)});
      this.#numbers.set(letter.key, answer.vote);
      this.dispatchEvent(new CustomEvent('sent', {detail: {letter, answer}}));
      return null;
    } catch (problem) {
      return problem;
    }
  }

  #later(problem) {
    const seconds = problem.retryAfter ?? WAITS[Math.min(this.#failures, WAITS.length - 1)];
    this.#failures++;
    this.#problem = problem;
    this.#timer = setTimeout(() => this.#send(), 1000 * seconds);
    this.#show();
  }

  #show() {
    const unsent = this.#letters().length;
    this.#badge.hidden = unsent === 0;
    this.#badge.classList.toggle('trouble', this.#problem !== null);
    this.#badge.textContent = unsent === 0 ? ''
      : this.#problem ? `${counted(unsent, 'vote')} kept here until the service answers` : `Saving ${counted(unsent, 'vote')}`;
  }
}

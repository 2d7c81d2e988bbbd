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

/** Problems of a vote itself: the service will never take it, however often it is sent. */
const FINAL = ['bad-request', 'face-changed', 'key-reused', 'too-large'];
/** Problems that hold up the votes of one source alone. */
const OF_A_SOURCE = ['not-ready', 'not-found', 'bug'];

/** A face that is not there stays away; a source may be served again, and a stranger on the way may have answered. */
async function isFinal(problem, {source}) {
  if (problem.kind !== 'not-found') {
    return FINAL.includes(problem.kind);
  }
  try {
    return (await api.sources()).some(one => one.name === source);
  } catch {
    return false;
  }
}

/**
 * Events: `sent`, whose detail is `{letter, answer}`; `refused`, whose detail is `{letter, problem}`, and which whoever tells people of it
 * prevents from being told in the head of the page.
 */
export class Outbox extends EventTarget {
  #words = el('span', {role: 'status'});
  #discard = el('button', {type: 'button', class: 'link', onclick: () => this.#throwAway()}, 'Discard');
  #close = el('button', {type: 'button', class: 'link', onclick: () => this.#tell('')}, 'I see');
  #badge = el('p', {class: 'unsent', hidden: true}, this.#words, this.#discard, this.#close);
  #told = '';
  /** What ends the request on its way, or null. */
  #sending = null;
  #failures = 0;
  #problem = null;
  #timer = null;
  #last = 0;
  /** What was voted in this visit, by key: an undo brings it along. */
  #votes = new Map();
  #cast = new Map();

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
    const key = this.#post({source, body, route: 'vote'});
    this.#votes.set(key, body);
    return key;
  }

  /** Takes a vote back: it is not sent at all if nobody tried to. One that was tried may have arrived, answer or not. */
  undo(source, reviewer, key) {
    const unsent = this.#letters().find(letter => letter.key === key);
    if (unsent && !unsent.tried) {
      kept.remove(unsent.name);
      this.#show();
      return;
    }
    this.#post({source, body: {reviewer}, route: 'undo', of: key, vote: this.#votes.get(key)});
  }

  /**
   * Takes back the reviewer's last vote of an earlier visit: returns its face if it is unsent; otherwise the service knows which it is, and
   * its answer names the face. One at a time then: who presses again because nothing moves yet does not mean two votes.
   */
  undoLast(source, reviewer) {
    const ours = this.#letters().filter(letter => letter.source === source && letter.body.reviewer === reviewer);
    const unsent = ours.findLast(letter => letter.route === 'vote' && !ours.some(other => other.of === letter.key));
    if (unsent) {
      this.#votes.set(unsent.key, unsent.body);
      this.undo(source, reviewer, unsent.key);
      return unsent.body.face;
    }
    if (!ours.some(letter => letter.route === 'undo' && !letter.of)) {
      this.#post({source, body: {reviewer}, route: 'undo'});
    }
    return null;
  }

  /** Votes of this visit that can be taken back, the last one last. The list is its desk's to change, and outlives it. */
  cast(source, reviewer) {
    const name = JSON.stringify([source, reviewer]);
    this.#cast.set(name, this.#cast.get(name) ?? []);
    return this.#cast.get(name);
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

  /** All that can be sent, in order; what a source is not ready for waits, and holds up no other source. */
  async #send() {
    if (this.#sending) {
      return;
    }
    clearTimeout(this.#timer);
    const waiting = new Map();
    const next = () => this.#letters().find(letter => !waiting.has(letter.source));
    for (let letter = next(); letter; letter = next()) {
      this.#sending = new AbortController();
      this.#tried(letter);
      const {signal} = this.#sending;
      const problem = await this.#deliver(letter, signal);
      this.#sending = null;
      if (signal.aborted) {
        continue; // It was discarded.
      }
      if (!problem || problem.isFinal) {
        this.#done(letter, problem);
      } else if (OF_A_SOURCE.includes(problem.kind)) {
        waiting.set(letter.source, problem);
      } else {
        this.#later(problem);
        return;
      }
    }
    if (waiting.size > 0) {
      this.#later(waiting.values().next().value);
    }
  }

  #tried({name, ...letter}) {
    kept.set(name, JSON.stringify({...letter, tried: true}));
  }

  /** It arrived, or never will; then neither will what takes it back. */
  #done(letter, problem) {
    kept.remove(letter.name);
    this.#failures = 0;
    this.#problem = null;
    if (problem) {
      this.#giveUp(letter, problem);
    }
    this.#show();
  }

  #giveUp(letter, problem) {
    this.#letters().filter(other => other.of === letter.key).forEach(other => kept.remove(other.name));
    for (const cast of this.#cast.values()) {
      cast.splice(0, Infinity, ...cast.filter(one => one.key !== letter.key));
    }
    const isUntold = this.dispatchEvent(new CustomEvent('refused', {detail: {letter, problem}, cancelable: true}));
    if (isUntold) {
      this.#tell(`A vote on ${letter.source} is given up: ${problem.message}`);
    }
  }

  #tell(words) {
    this.#told = words;
    this.#show();
  }

  /** Returns the problem if it did not arrive. */
  async #deliver(letter, signal) {
    try {
      const answer = letter.route === 'vote'
        ? await api.vote(letter.source, letter.key, letter.body, signal)
        : await this.#withdraw(letter, signal);
      this.dispatchEvent(new CustomEvent('sent', {detail: {letter, answer}}));
      return null;
    } catch (problem) {
      problem.isFinal = await isFinal(problem, letter);
      return problem;
    }
  }

  /** The vote is sent again, which counts it once and tells its number, so that no other one is withdrawn. */
  async #withdraw({source, key, body, of, vote}, signal) {
    const cast = of ? await api.vote(source, of, vote, signal) : {};
    return api.undo(source, key, {...body, vote: cast.vote}, signal);
  }

  /** What is kept may be of no use to anyone: its source is gone for good, or its service. */
  #throwAway() {
    const letters = this.#letters();
    if (!confirm(`Discard ${counted(letters.length, 'vote')} that the service has not taken?`)) {
      return;
    }
    clearTimeout(this.#timer);
    this.#sending?.abort();
    // An answer may have been lost.
    const discarded = letter => new api.Problem(0, {title: 'Discarded', detail: `What you said ${letter.tried ? 'may not have been' : 'was not'} saved.`});
    letters.forEach(letter => this.#done(letter, discarded(letter)));
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
    const isTrouble = unsent > 0 && this.#problem !== null;
    this.#badge.hidden = unsent === 0 && !this.#told;
    this.#badge.classList.toggle('trouble', isTrouble || Boolean(this.#told));
    this.#discard.hidden = !isTrouble || Boolean(this.#told);
    this.#close.hidden = !this.#told;
    this.#words.textContent = this.#told || (unsent === 0 ? ''
      : isTrouble ? `${counted(unsent, 'vote')} kept here ${why(this.#problem)}` : `Saving ${counted(unsent, 'vote')}`);
  }
}

/** Most problems pass; of others people should know. */
function why(problem) {
  return problem.passes || problem.kind === 'not-ready' ? 'until the service answers' : `for now: ${problem.message}`;
}

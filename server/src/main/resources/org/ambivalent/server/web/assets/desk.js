/** The desk of a reviewer: one face, what is said about it, and a key for every vote. */

import {choice, el, toggle} from './dom.js';
import {emotionKeys, OTHERS} from './ballot.js';
import {bars, shares} from './faces.js';
import {listen} from './keys.js';
import {kept} from './kept.js';
import {reminder} from './limits.js';
import {emptyState, problemBox, say} from './notices.js';
import {Queue} from './queue.js';
import {address} from './router.js';
import {Standing} from './standing.js';
import {counted, percent, time, voteWords} from './words.js';

const STATES = [
  ['open', 'that I have not seen'],
  ['mine', 'that I voted on'],
  ['skipped', 'that I skipped'],
  ['voted', 'that anyone voted on'],
  ['disputed', 'that reviewers disagree about'],
  ['all', 'all'],
];
const VERDICTS = ['wrong', 'ambiguous', 'bad image', 'fine'];
const FILTERS = ['state', 'given', 'suggested', 'verdict', 'split', 'voters', 'order'];

export class Desk {
  #main;
  #source;
  #reviewer;
  #filters;
  #outbox;
  #signal;
  #queue;
  #standing;
  #choices;
  /** Emotions of a vote for several, before it is cast. */
  #several = new Set();
  #isSeveral = false;
  #showsOthers = false;
  /** Votes of this visit that can be taken back: `{key, face, before}`. */
  #cast;
  /** The reviewer's votes of this visit by face, which the service may not know yet. */
  #mine = new Map();
  #moving = false;
  #view = {};

  constructor(main, source, reviewer, route, outbox, signal) {
    this.#main = main;
    this.#source = source;
    this.#reviewer = reviewer;
    this.#filters = Object.fromEntries(FILTERS.map(name => [name, route.query.get(name)]).filter(([, value]) => value));
    this.#outbox = outbox;
    this.#cast = outbox.cast(source.name, reviewer);
    this.#signal = signal;
    this.#choices = emotionKeys(source.labels);
    this.#standing = new Standing(source, reviewer, signal);
  }

  async start() {
    this.#build();
    listen(this.#keys(), this.#signal);
    this.#outbox.addEventListener('sent', ({detail}) => this.#sent(detail), {signal: this.#signal});
    this.#outbox.addEventListener('refused', event => this.#refused(event), {signal: this.#signal});
    this.#standing.refresh();
    await this.#open();
  }

  #build() {
    this.#view = {
      picture: el('div', {class: 'picture'}),
      known: el('div', {class: 'known'}),
      ballot: el('div', {class: 'ballot', role: 'group', 'aria-label': 'Your vote'}),
      others: el('section', {class: 'others'}),
      problem: el('div'),
      left: el('span', {class: 'muted'}),
      desk: el('div', {class: 'desk', tabindex: '-1', role: 'region', 'aria-label': 'Face to judge'}),
    };
    const {picture, known, ballot, others, problem, left, desk} = this.#view;
    desk.append(el('div', {class: 'seen'}, picture, known), el('div', {class: 'judged'}, ballot, others));
    this.#main.append(
      el('div', {class: 'desk-head'},
        el('h1', {}, el('a', {href: address('review')}, 'Review'), ` › ${this.#source.name}`),
        el('p', {class: 'who'}, `as ${this.#reviewer} `, el('button', {type: 'button', class: 'link', onclick: () => this.#leave()}, 'not you?'))),
      this.#filterBar(left), problem, this.#standing.bar, desk, this.#standing.panels, reminder());
  }

  /** Asks for the name again. */
  #leave() {
    kept.remove('reviewer');
    location.hash = address('review');
  }

  #filterBar(left) {
    const {labels, kind} = this.#source;
    const any = ['', 'any'];
    const emotions = [any, ...labels.map(name => [name, name]), ['none', 'none']];
    const filter = (label, name, choices) => el('label', {class: 'filter'}, el('span', {}, label),
      choice(choices, this.#filters[name] ?? '', value => this.#filter(name, value), {name}));
    const active = FILTERS.filter(name => this.#filters[name]).length;
    return el('details', {class: 'filters', open: matchMedia('(min-width: 60rem)').matches},
      el('summary', {}, active ? `Filters (${active})` : 'Filters'),
      el('div', {class: 'filter-row'},
        filter('Faces', 'state', [['', STATES[0][1]], ...STATES.slice(1)]),
        filter('Given', 'given', emotions),
        filter('Suggested', 'suggested', emotions),
        kind === 'cure' && filter('Verdict', 'verdict', [any, ...VERDICTS.map(name => [name, name])]),
        filter('Split', 'split', [any, ...['train', 'valid', 'test'].map(name => [name, name])]),
        filter('Voted on by', 'voters', [any, ['1', 'nobody'], ['2', 'at most 1'], ['3', 'at most 2']]),
        filter('Order', 'order', [['', 'most doubt first'], ['number', 'as in the dataset']]),
        left));
  }

  #filter(name, value) {
    location.hash = address('review', [this.#source.name], {...this.#filters, [name]: value});
  }

  #keys() {
    const emotions = this.#choices.flatMap(({emotion, keys}) => keys.map(key => [key, event => this.#choose(emotion, event.shiftKey)]));
    const others = OTHERS.map(({kind, key}) => [key, () => this.#vote({kind})]);
    const skip = () => this.#vote({kind: 'skip'});
    const undo = () => this.#undo();
    return {
      ...Object.fromEntries([...emotions, ...others]),
      s: skip,
      ' ': skip,
      z: undo,
      Backspace: undo,
      m: () => this.#setSeveral(!this.#isSeveral),
      v: () => this.#showOthers(!this.#showsOthers),
      Enter: () => this.#several.size > 0 ? this.#castSeveral() : false,
      Escape: () => this.#setSeveral(false),
      ArrowRight: () => this.#move(1),
      ArrowLeft: () => this.#move(-1),
    };
  }

  async #open() {
    this.#queue = new Queue(this.#source.name, this.#filters, this.#reviewer, this.#signal);
    this.#view.problem.replaceChildren();
    try {
      await this.#queue.open();
      this.#draw();
    } catch (error) {
      this.#failed(error, () => this.#open());
    }
  }

  #failed(error, again) {
    if (!this.#signal.aborted) {
      this.#view.problem.replaceChildren(problemBox(error, again));
    }
  }

  // Votes

  #choose(emotion, shift) {
    if (shift || this.#isSeveral) {
      this.#several = new Set(this.#several);
      if (!this.#several.delete(emotion)) {
        this.#several.add(emotion);
      }
      this.#drawBallot();
    } else {
      this.#vote({kind: 'emotions', emotions: [emotion]});
    }
  }

  #castSeveral() {
    this.#vote({kind: 'emotions', emotions: this.#source.labels.filter(name => this.#several.has(name))});
  }

  #setSeveral(on) {
    this.#isSeveral = on;
    this.#several = new Set();
    this.#drawBallot();
  }

  #vote(vote) {
    const face = this.#queue?.current;
    if (!face || this.#moving) {
      return;
    }
    const key = this.#outbox.vote(this.#source.name, {reviewer: this.#reviewer, face: face.number, id: face.id, ...vote});
    this.#cast.push({key, face: face.number, before: this.#myVote(face)});
    this.#mine.set(face.number, vote.kind === 'skip' ? this.#myVote(face) : vote);
    this.#queue.forget(face.number);
    this.#standing.voted(vote);
    say(voteWords(vote));
    this.#move(1);
  }

  async #undo() {
    const last = this.#cast.pop();
    try {
      if (last) {
        this.#outbox.undo(this.#source.name, this.#reviewer, last.key);
        this.#mine.set(last.face, last.before);
        await this.#returnTo(last.face);
      } else {
        await this.#undoOfEarlierVisit();
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #undoOfEarlierVisit() {
    const face = this.#outbox.undoLast(this.#source.name, this.#reviewer);
    if (face === null) {
      say('Taking back the last vote');
    } else {
      this.#mine.delete(face);
      await this.#returnTo(face);
    }
  }

  async #returnTo(face) {
    this.#queue.forget(face);
    await this.#queue.goTo(face);
    this.#standing.refreshSoon();
    say('Taken back');
    this.#letGo();
    this.#draw();
  }

  async #move(step) {
    if (this.#moving || !this.#queue) {
      return;
    }
    this.#letGo();
    this.#moving = true;
    try {
      const moving = this.#queue.move(step);
      const isThere = Boolean(this.#queue.current);
      if (isThere) {
        this.#draw();
      }
      await moving;
      if (!isThere) {
        this.#draw();
      }
    } catch (error) {
      this.#failed(error, () => this.#move(0));
    } finally {
      this.#moving = false;
    }
    await this.#showPassedOver();
  }

  /** At the end, where the order was still changing; the end is there already, and offers the same. */
  async #showPassedOver() {
    if (this.#queue.current || this.#source.judged === this.#source.faces) {
      return;
    }
    try {
      await this.#queue.readAgain();
    } catch {
      return;
    }
    if (this.#queue.current) {
      this.#draw();
    }
  }

  /** Nothing of one face is carried over to the next. */
  #letGo() {
    this.#isSeveral = false;
    this.#several = new Set();
    this.#showsOthers = false;
    this.#view.problem.replaceChildren();
  }

  #sent({letter, answer}) {
    if (letter.source === this.#source.name) {
      this.#tookBack(letter, answer);
      this.#queue?.forget(answer.face);
      this.#standing.refreshSoon();
      if (this.#queue?.current?.number === answer.face) {
        this.#drawDetails(this.#queue.current);
      }
    }
  }

  /** The face of a vote of an earlier visit comes into view again, unless people have voted on others meanwhile. */
  #tookBack({route, of, body}, {face}) {
    if (route === 'undo' && !of && body.reviewer === this.#reviewer && face !== null) {
      this.#mine.delete(face);
      if (this.#cast.length === 0) {
        this.#returnTo(face).catch(error => this.#failed(error));
      }
    }
  }

  #refused(event) {
    const {letter, problem} = event.detail;
    if (letter.source === this.#source.name) {
      event.preventDefault();
      this.#mine.delete((letter.vote ?? letter.body).face);
      this.#failed(problem);
    }
  }

  #myVote(face) {
    return this.#mine.has(face.number) ? this.#mine.get(face.number) : face.mine;
  }

  // What is seen

  #draw() {
    const face = this.#queue.current;
    this.#view.left.textContent = counted(this.#queue.total, 'face');
    this.#view.desk.classList.toggle('at-end', !face);
    if (!face) {
      this.#view.picture.replaceChildren(this.#end());
      this.#view.known.replaceChildren();
      this.#view.ballot.replaceChildren();
      this.#view.others.replaceChildren();
      return;
    }
    this.#view.picture.replaceChildren(this.#queue.image(face));
    this.#drawBallot();
    this.#drawKnown(face, null);
    this.#drawDetails(face);
  }

  async #drawDetails(face) {
    try {
      const details = await this.#queue.details(face);
      if (this.#queue.current === face) {
        this.#drawKnown(face, details);
        this.#drawOthers(face, details);
      }
    } catch (error) {
      if (this.#queue.current === face) {
        this.#failed(error, () => this.#draw());
      }
    }
  }

  #end() {
    const filtered = FILTERS.some(name => this.#filters[name]);
    return emptyState(this.#queue.isFirst ? 'No face fits' : 'That was the last one',
      el('p', {}, filtered ? 'Other filters may show more.' : 'You have seen all of them. Thank you.'),
      el('p', {class: 'buttons'},
        el('button', {type: 'button', onclick: () => this.#open()}, 'Look again'),
        filtered && el('a', {class: 'button', href: address('review', [this.#source.name])}, 'Without filters')));
  }

  #drawKnown(face, details) {
    const {known} = this.#view;
    const facts = [
      ['given label', face.given ?? 'none'],
      ['suggested', face.suggested ?? 'nothing yet'],
      ['doubt', face.score === null ? 'not looked at yet' : percent(face.score)],
      face.verdict && ['verdict', face.verdict],
      ['face', `${face.id} · ${face.split}`],
    ].filter(Boolean);
    known.replaceChildren(
      el('dl', {class: 'facts'}, facts.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, text)))),
      el('div', {class: 'suggestion'},
        details?.suggestion ? [el('h2', {}, 'Suggestion'), bars(details.suggestion)] : null,
        details?.reasons.length ? el('ul', {class: 'reasons'}, details.reasons.map(text => el('li', {}, text))) : null));
  }

  #drawBallot() {
    const face = this.#queue?.current;
    if (!face) {
      return;
    }
    const mine = this.#myVote(face);
    const chosen = this.#several.size ? this.#several : new Set(mine?.emotions ?? []);
    const press = act => () => {
      act();
      this.#view.desk.focus({preventScroll: true}); // So that the next Space skips and does not press the button again.
    };
    const button = (words, keys, isChosen, act) => el('button',
      {type: 'button', class: 'choice', 'aria-pressed': String(isChosen), 'aria-keyshortcuts': keys.join(' '), onclick: press(act)},
      el('span', {}, words), el('span', {class: 'choice-keys', 'aria-hidden': 'true'}, keys.map(key => el('kbd', {}, key))));
    this.#view.ballot.replaceChildren(
      el('div', {class: 'choices emotions'}, this.#choices.map(({emotion, keys}) =>
        button(emotion, keys, chosen.has(emotion), () => this.#choose(emotion, false)))),
      el('div', {class: 'choices three'},
        OTHERS.map(({kind, words, key}) => button(words, [key], mine?.kind === kind, () => this.#vote({kind}))),
        button('skip', ['s'], false, () => this.#vote({kind: 'skip'})),
        button('undo', ['z'], false, () => this.#undo())),
      el('div', {class: 'several'},
        toggle('Several emotions', this.#isSeveral || this.#several.size > 0, on => {
          this.#setSeveral(on);
          this.#view.ballot.querySelector('.several input').focus();
        }),
        this.#several.size > 0 && el('button', {type: 'button', class: 'primary', onclick: press(() => this.#castSeveral())},
          `Vote ${[...this.#several].join(' + ')}`)),
      el('p', {class: 'mine', role: 'status'}, mine ? `Your vote: ${voteWords(mine)}. Another one replaces it.` : ''));
  }

  #showOthers(on) {
    this.#showsOthers = on;
    const face = this.#queue?.current;
    if (face) {
      this.#drawDetails(face);
    }
  }

  /** Other people's opinions stay hidden until this reviewer has one. */
  #drawOthers(face, details) {
    const mine = this.#myVote(face);
    const isShown = this.#showsOthers || Boolean(mine);
    const names = this.#source.labels;
    const people = shares(details.datasetVotes, names);
    this.#view.others.replaceChildren(
      el('h2', {}, 'What others said'),
      ...isShown ? [
        ...people ? [bars(people), el('p', {class: 'muted'}, `The dataset’s votes${asides(details.datasetVotes)}.`)]
          : [el('p', {class: 'muted'}, 'No votes of the dataset are known.')],
        history(details.history),
      ] : [
        el('p', {class: 'muted'}, 'Hidden until you voted, so that it does not lead you. ',
          el('button', {type: 'button', class: 'link', onclick: () => {
            this.#showOthers(true);
            this.#view.desk.focus({preventScroll: true});
          }}, 'Show it')),
      ]);
  }
}

function asides({unknown, notAFace}) {
  const said = [unknown && `${unknown} unknown`, notAFace && `${notAFace} not a face`].filter(Boolean);
  return said.length ? `, besides ${said.join(' and ')}` : '';
}

function history(votes) {
  if (votes.length === 0) {
    return el('p', {class: 'muted'}, 'No reviewer has voted on it.');
  }
  return el('ol', {class: 'history'}, votes.map(vote => el('li', {class: vote.counts ? null : 'past'},
    el('strong', {}, vote.reviewer), ' ', vote.kind === 'undo' ? `took back vote ${vote.withdraws}` : voteWords(vote),
    el('small', {}, ` ${time(vote.at)}${vote.counts || vote.kind === 'undo' ? '' : ' · no longer counts'}`))));
}

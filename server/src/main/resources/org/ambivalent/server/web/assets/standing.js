/** How far a review is: progress, agreement of the reviewers, and exports. */

import {choice, el, field, scroller} from './dom.js';
import * as api from './service.js';
import {filling} from './notices.js';
import {count, counted, percent, time} from './words.js';

const SOON = 3;
/** Below this, chance moves an alpha more than reviewers do. */
const FEW = 30;

export class Standing {
  bar = el('div', {class: 'standing'});
  panels;
  #source;
  #reviewer;
  #signal;
  #known = null;
  #mine = 0;
  #timer = null;
  #reviewers = el('div');
  #agreement = el('div');

  constructor(source, reviewer, signal) {
    this.#source = source;
    this.#reviewer = reviewer;
    this.#signal = signal;
    this.panels = el('div', {class: 'panels'},
      panel('Reviewers', this.#reviewers),
      panel('Agreement', this.#agreement, () => this.#showAgreement()),
      panel('Export', exportForm(source)));
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** Counts a vote before the service does. */
  voted(vote) {
    if (vote.kind !== 'skip') {
      this.#mine++;
      this.#draw();
    }
  }

  /** Once the votes of the next seconds are in. */
  refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), 1000 * SOON);
  }

  async refresh() {
    try {
      this.#known = await api.progress(this.#source.name, this.#signal);
    } catch {
      return; // The next vote asks again.
    }
    this.#mine = this.#known.reviewers.find(one => one.reviewer === this.#reviewer)?.voted ?? 0;
    this.#draw();
    this.#showReviewers();
    if (this.#agreement.closest('details').open) {
      this.#showAgreement();
    }
  }

  #draw() {
    const {faces, votedFaces, votedTwice} = this.#known ?? {faces: this.#source.faces, votedFaces: this.#source.votedFaces, votedTwice: 0};
    const all = Math.max(votedFaces, this.#mine);
    this.bar.replaceChildren(
      el('progress', {max: String(faces), value: String(all), 'aria-label': 'Faces that anyone voted on'}),
      el('p', {}, el('strong', {}, count(this.#mine)), ` by you, ${count(all)} of ${counted(faces, 'face')} by anyone, ${count(votedTwice)} by two or more`));
  }

  #showReviewers() {
    if (!this.#known) {
      return;
    }
    const {reviewers} = this.#known;
    this.#reviewers.replaceChildren(reviewers.length === 0 ? el('p', {class: 'muted'}, 'Nobody has voted yet.') : table(
      ['Reviewer', 'Faces', 'Skipped', 'Taken back', 'Like given', 'Like suggested', 'Last'],
      reviewers.map(one => [one.reviewer, count(one.voted), count(one.skipped), count(one.withdrawn),
        percent(one.agreesWithGiven), percent(one.agreesWithSuggested), time(one.last)])));
  }

  #showAgreement() {
    return filling(this.#agreement, async () => agreementView(await api.agreement(this.#source.name, this.#signal)), this.#signal);
  }
}

/** Closed at first; `opened` is called when it opens. */
function panel(title, content, opened = () => {}) {
  const details = el('details', {class: 'card panel', ontoggle: () => details.open && opened()}, el('summary', {}, title), content);
  return details;
}

function table(heads, rows) {
  return scroller(`Table of ${heads[0]}`, el('table', {class: 'plain'},
    el('thead', {}, el('tr', {}, heads.map(head => el('th', {scope: 'col'}, head)))),
    el('tbody', {}, rows.map(([first, ...rest]) => el('tr', {}, el('th', {scope: 'row'}, first), rest.map(cell => el('td', {}, cell)))))));
}

/** What an alpha says, without the verdicts of other fields: expressions are ambiguous. */
function alphaWords(alpha) {
  if (alpha === null) {
    return 'Not known yet: it takes faces that two or more reviewers voted on, and votes that are not all the same.';
  }
  if (alpha >= 0.8) {
    return 'Reviewers see nearly the same.';
  }
  if (alpha >= 0.6) {
    return 'Reviewers mostly agree; on some faces they see different things.';
  }
  if (alpha >= 0.2) {
    return 'Reviewers agree more than chance would, but differ about many faces. For ambiguous faces that is to be expected: keep all their votes.';
  }
  return 'Reviewers hardly agree more than chance would. Do they use the words in the same sense? Look at the disputed faces together.';
}

function agreementView({alpha, faces, pairs, words}) {
  return [
    el('p', {class: 'big'}, alpha === null ? '–' : alpha.toFixed(2), el('small', {}, ' Krippendorff’s alpha')),
    el('p', {}, alphaWords(alpha), alpha !== null && faces < FEW && ' So few faces say little yet.'),
    el('p', {class: 'muted'}, `1 is full agreement, 0 what chance would give. Over ${counted(faces, 'face')} with two or more reviewers.`),
    pairs.length > 0 && table(['Reviewers', 'Faces', 'Same vote', 'Alpha'],
      pairs.map(pair => [pair.reviewers.join(' and '), count(pair.faces), percent(pair.same), number(pair.alpha)])),
    words.length > 0 && table(['Word', 'Votes', 'Alpha of “does it name this word?”'],
      words.map(word => [word.word, count(word.votes), number(word.alpha)])),
  ];
}

function number(value) {
  return value === null ? '–' : value.toFixed(2);
}

const FORMATS = [
  ['manifest', 'a manifest: labels and votes without images'],
  ['dataset', 'a dataset: the same with images, for train'],
  ['ferplus', 'label.csv as FER+ has it'],
];

function exportForm(source) {
  const query = {format: 'manifest', only: 'all', combine: 'replace', split: 'train'};
  const link = el('a', {class: 'button primary', download: true}, 'Download');
  const split = field('Split', choice(['train', 'valid', 'test'].map(name => [name, name]), 'train', set('split')));
  function update() {
    const isOfSplit = query.format === 'ferplus';
    split.hidden = !isOfSplit;
    link.href = api.exportAddress(source.name, {...query, split: isOfSplit ? query.split : null});
  }
  function set(name) {
    return value => {
      query[name] = value;
      update();
    };
  }
  update();
  return el('div', {class: 'export'},
    field('What', choice(FORMATS, query.format, set('format'))),
    field('Faces', choice([['all', 'all'], ['voted', 'only those voted on']], query.only, set('only'))),
    field('Votes of reviewers', choice([['replace', 'in place of what a face had'], ['add', 'added to what a face had']], query.combine, set('combine'))),
    split, link);
}

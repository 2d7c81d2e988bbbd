/** Answers on faces: bars, sets, doubt in words. */

import {el} from './dom.js';
import {alternatives, doubtParts, percent} from './words.js';

/**
 * Bars of a distribution, in the order of its labels. Those of `set` have a dot; `beside` is another distribution, drawn as a
 * thin bar below, such as people's.
 */
export function bars(distribution, {set = [], beside = null} = {}) {
  const largest = Math.max(...Object.values(distribution));
  return el('ul', {class: 'bars'}, Object.entries(distribution).map(([emotion, share]) => el('li', {class: share === largest ? 'most' : null},
    el('span', {class: 'bar-label'}, emotion,
      set.includes(emotion) && el('span', {class: 'dot', title: 'in the prediction set'}, el('span', {class: 'visually-hidden'}, ' (in the set)'))),
    el('span', {class: 'track'},
      el('span', {class: 'fill', style: {width: `${100 * share}%`}}),
      beside && el('span', {class: 'fill beside', style: {width: `${100 * (beside[emotion] ?? 0)}%`}})),
    el('span', {class: 'bar-value'}, percent(share)))));
}

/** Shares of counts; null where there are none. */
export function shares(counts, names) {
  const total = names.reduce((sum, name) => sum + (counts?.[name] ?? 0), 0);
  return total === 0 ? null : Object.fromEntries(names.map(name => [name, (counts[name] ?? 0) / total]));
}

function doubtMeter(face, differs) {
  const most = Math.log(Object.keys(face.distribution).length);
  const parts = doubtParts(face, differs);
  return el('div', {class: 'doubt'},
    el('div', {class: 'meter', 'aria-hidden': 'true', title: `Knowing nothing would be ${most.toFixed(2)} nats`},
      parts.map(({part, nats}) => el('span', {class: `part ${part}`, style: {width: `${Math.min(100, 100 * nats / most)}%`}}))),
    el('ul', {}, parts.map(({part, nats, words}) => el('li', {},
      el('span', {class: `key ${part}`, 'aria-hidden': 'true'}), words,
      (part === 'aleatoric' || differs) && el('span', {class: 'muted'}, ` · ${nats.toFixed(2)} nats`)))));
}

function setWords(face, model) {
  if (!face.set) {
    return null;
  }
  const level = model.calibration?.sets?.level;
  const what = face.set.length === 0
    ? 'no emotion is plausible enough'
    : alternatives(face.set, face.distribution);
  return el('p', {class: 'set'}, 'Prediction set: ', el('strong', {}, what),
    level && el('span', {class: 'muted'}, ` · holds the right one for ${percent(level)} of faces`));
}

/**
 * The card of a face, which can be told later whether it is answered.
 *
 * @param face as the service answers
 * @param number what the box in the picture is called
 * @param crop an element that shows the face
 * @param model as the service describes it
 */
export class FaceCard {
  element;
  #face;
  #headline = el('h2');
  #why = el('p', {class: 'why'});

  constructor(face, number, crop, model) {
    this.#face = face;
    const differs = model.posterior.stochastic || model.posterior.members > 1;
    this.element = el('li', {class: 'face card', tabindex: '-1', id: `face-${number}`},
      el('div', {class: 'face-head'}, crop, el('div', {}, el('span', {class: 'number'}, String(number)), this.#headline)),
      this.#why,
      bars(face.distribution, {set: face.set}),
      setWords(face, model),
      doubtMeter(face, differs));
  }

  /** Shows the decision; the service's own reason is shown while the setting agrees with it. */
  decide(answered) {
    const face = this.#face;
    const likely = `${face.emotion} ${percent(face.distribution[face.emotion])}`;
    this.element.classList.toggle('declined', !answered);
    this.#headline.replaceChildren(answered ? likely : 'No answer');
    const own = Boolean(face.abstains) === !answered;
    const setting = answered ? 'Answered at this setting of the slider; the service itself declines.'
      : `Declined at this setting of the slider: its doubt is ${percent(face.doubtScore)}. Most likely ${likely}.`;
    this.#why.textContent = own ? face.reason : setting;
  }
}

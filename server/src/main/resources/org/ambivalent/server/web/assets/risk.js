/** Which faces are answered: by a target risk where the calibration promises some, by a mere threshold of doubt elsewhere. */

import {el} from './dom.js';
import {count, counted, percent} from './words.js';

/** Steps of the slider from the strictest; `{risk, threshold, coverage, delta, faces}`, with the model's own among them. */
function promised({abstention, risks}) {
  const steps = (risks?.table ?? []).map(row => ({...row, delta: risks.delta, faces: risks.faces}));
  if (steps.length === 0) {
    return steps;
  }
  if (!abstention) {
    // It answers every face, at whatever risk.
    return steps.at(-1).threshold === null ? steps : [...steps, {risk: null, threshold: null}];
  }
  const own = {...abstention, risk: abstention.targetRisk, own: true};
  return [...steps.filter(step => step.risk !== own.risk), own].sort((a, b) => a.risk - b.risk);
}

/** A threshold of null lets every face be answered. */
function answers(face, threshold) {
  return threshold === null || face.doubtScore < threshold;
}

/** A slider for a model. `changed` is called whenever it is moved. */
export class RiskControl {
  element;
  #steps;
  #own;
  #slider;
  #value = el('output', {for: 'risk'});
  #words = el('p', {class: 'risk-words'});
  #here = el('p', {class: 'risk-here'});
  #back = el('button', {type: 'button', class: 'plain', onclick: () => this.#reset()}, 'Back to the model’s own');
  #changed;

  constructor(model, changed) {
    const calibration = model.calibration ?? {};
    this.#steps = promised(calibration);
    this.#own = this.#steps.length ? this.#ownStep() : 100 * (calibration.abstention?.threshold ?? 1);
    this.#changed = changed;
    this.#slider = el('input', {id: 'risk', type: 'range', min: '0', max: String(this.#steps.length ? this.#steps.length - 1 : 100),
      step: this.#steps.length ? '1' : '0.5', value: String(this.#own), disabled: this.#steps.length === 1, oninput: () => this.#moved()});
    this.element = el('section', {class: 'card risk', 'aria-label': 'Which faces are answered'},
      el('div', {class: 'risk-head'},
        el('label', {for: 'risk'}, this.#steps.length ? 'Target risk: answers that may be wrong' : 'Answer faces whose doubt is below'),
        this.#value),
      this.#slider,
      el('div', {class: 'ends', 'aria-hidden': 'true'}, el('span', {}, 'answers few'), el('span', {}, 'answers all')),
      this.#words, this.#here, this.#back);
    this.#describe();
  }

  /** Where the model itself stands; without abstention of its own it answers all. */
  #ownStep() {
    const own = this.#steps.findIndex(step => step.own);
    return own < 0 ? this.#steps.length - 1 : own;
  }

  get #threshold() {
    const at = Number(this.#slider.value);
    if (this.#steps.length) {
      return this.#steps[at].threshold;
    }
    return at === 100 ? null : at / 100;
  }

  /** Whether a face is answered at the present setting. */
  answers(face) {
    return answers(face, this.#threshold);
  }

  /** Says what the setting means for the faces in view. */
  show(faces) {
    const answered = faces.filter(face => this.answers(face)).length;
    this.#here.textContent = faces.length === 0 ? '' : `Here it answers ${answered} of ${counted(faces.length, 'face')}.`;
  }

  #moved() {
    this.#describe();
    this.#changed();
  }

  #reset() {
    this.#slider.value = String(this.#own);
    this.#slider.focus();
    this.#moved();
  }

  #describe() {
    const at = Number(this.#slider.value);
    const share = this.#steps.length ? this.#steps[at].risk : at / 100;
    const text = share === null ? 'any' : percent(share, 1).replace('.0 %', ' %');
    this.#value.textContent = text;
    this.#slider.setAttribute('aria-valuetext', text);
    this.#words.textContent = this.#steps.length ? promise(this.#steps[at], text) : NO_PROMISE;
    this.#back.hidden = at === this.#own;
  }
}

const NO_PROMISE = 'This model was not calibrated with a table of risks, so nothing is promised at any setting.';

function promise({risk: target, delta, faces, coverage}, risk) {
  return target === null ? 'Every face is answered; how many answers are wrong is not promised.' : `At most ${risk} of its answers are wrong, which may fail with a probability of ${percent(delta)}, for faces like those it was `
    + `calibrated with. It answered ${percent(coverage)} of ${count(faces)} such faces.`;
}

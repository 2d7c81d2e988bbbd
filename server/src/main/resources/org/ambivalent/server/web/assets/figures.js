/** The figures of evaluations, side by side. */

import {el, scroller, svg} from './dom.js';
import {counted} from './words.js';

const HIGHER = 1;
const LOWER = -1;

/** Where a figure stands in the JSON of `evaluate`, its name, unit, which way is better if any, and a sentence on it. */
const FIGURES = [
  ['Its answers', [
    ['accuracy', 'accuracy', 'share', HIGHER, 'How often the most probable emotion is the one most people chose.'],
    ['meanClassAccuracy', 'mean class accuracy', 'share', HIGHER, 'Accuracy with every emotion counting the same, however rare it is.'],
  ]],
  ['Its probabilities against the label', [
    ['negativeLogLikelihood', 'NLL of the label', 'nats', LOWER, 'How surprised the model is by the label.'],
    ['brierScore', 'Brier score', 'number', LOWER, 'Squared distance between the prediction and the label, from 0 to 2.'],
    ['expectedCalibrationError', 'ECE, 15 bins', 'share', LOWER, 'How far confidence is from the share of right answers, on average.'],
    ['adaptiveCalibrationError', 'adaptive ECE', 'share', LOWER, 'The same with bins that hold equally many faces.'],
    ['classWiseCalibrationError', 'class-wise ECE', 'share', LOWER, 'The same for the probability of every emotion.'],
  ]],
  ['Its probabilities against the votes', [
    ['crossEntropy', 'cross-entropy to the votes', 'nats', LOWER, 'How surprised the model is by a voter drawn at random.'],
    ['kullbackLeibler', 'KL to the votes', 'nats', LOWER, 'What is left of it when people’s own disagreement is taken off.'],
    ['jensenShannon', 'JS to the votes', 'nats', LOWER, 'How far the predicted distribution is from people’s, from 0 to 0.693.'],
    ['jensenShannonToHalf', 'JS to half of the votes', 'nats', LOWER, 'The same against half of each face’s votes; two such halves differ from each other, too.'],
    ['distCE', 'DistCE', 'number', LOWER, 'The share of votes that the prediction puts on the wrong emotions.'],
    ['entCE', 'EntCE', 'nats', null, 'How much more the model doubts than people disagree: above 0 too unsure, below 0 too sure.'],
    ['entropyCorrelation', 'entropy correlation', 'number', HIGHER, 'Whether it doubts the faces that people disagree about.'],
    ['rankCS', 'RankCS', 'share', HIGHER, 'How often the emotions are in the order of their votes.'],
  ]],
  ['Its doubt', [
    ['aurc', 'AURC', 'share', LOWER, 'The share of wrong answers among the surest faces, averaged over how many are answered.'],
    ['riskAt80', 'risk at 80 % coverage', 'share', LOWER, 'The share of wrong answers if only the surest 80 % of faces are answered.'],
    ['riskAt90', 'risk at 90 % coverage', 'share', LOWER, 'The same for the surest 90 %.'],
    ['errorAuroc', 'AUROC for errors', 'number', HIGHER, 'How probable it is that a wrong answer has a higher entropy than a right one.'],
    ['disagreementAuroc', 'AUROC for disagreement', 'number', HIGHER, 'The same for faces that people disagree about, against the others.'],
    ['uncertainty.aleatoric', 'aleatoric doubt', 'nats', null, 'Mean doubt that belongs to the faces.'],
    ['uncertainty.epistemic', 'epistemic doubt', 'nats', null, 'Mean doubt of the model itself.'],
  ]],
  ['What it decides', [
    ['decisions.abstained', 'abstains', 'share', null, 'The share of faces that it declines to answer.'],
    ['decisions.risk', 'wrong among its answers', 'share', null, 'Compare it with the target it was calibrated for.'],
    ['decisions.unfamiliar', 'called unfamiliar', 'share', null, 'The share of faces that it calls unlike those it knows.'],
    ['decisions.sets.coverage', 'sets with the label', 'share', null, 'Compare it with the level it was calibrated for.'],
    ['decisions.sets.meanSize', 'emotions in a set', 'number', null, 'On average.'],
  ]],
  ['Against the truth', [
    ['truth.bayesOptimalAccuracy', 'Bayes-optimal accuracy', 'share', null, 'That of knowing the true probabilities: nothing can be expected to do better.'],
    ['truth.kullbackLeibler', 'KL to the truth', 'nats', LOWER, 'How far the prediction is from the true probabilities.'],
    ['truth.entropyCorrelation', 'true entropy correlation', 'number', HIGHER, 'Whether it doubts the faces that are truly ambiguous.'],
  ]],
];

/** 0.8734 is "87.3 %" as a share, "0.873" otherwise. */
function written(value, unit) {
  return unit === 'share' ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

function interval({low, high}, unit) {
  return unit === 'share' ? `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]` : `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** The estimate at a path such as `decisions.sets.coverage`; null if there is none. */
function estimateAt(protocol, path) {
  const found = path.split('.').reduce((node, key) => node?.[key], protocol);
  return found?.value === null || found?.value === undefined ? null : found;
}

/** Whether two intervals share a value; one that is unknown overlaps with everything. */
function overlap(a, b) {
  return [a.low, a.high, b.low, b.high].includes(null) || (a.low <= b.high && b.low <= a.high);
}

/**
 * For each estimate: `best` if its interval lies apart from all others on the better side, `level` if it is among those that cannot be
 * told from the best, else null. Nothing is claimed of a single one.
 */
function marks(estimates, better) {
  const known = estimates.filter(Boolean);
  if (known.length < 2 || better === null) {
    return estimates.map(() => null);
  }
  const best = known.reduce((a, b) => (b.value - a.value) * better > 0 ? b : a);
  const level = known.filter(one => one !== best && overlap(one, best));
  return estimates.map(one => one === best ? (level.length ? 'level' : 'best') : level.includes(one) ? 'level' : null);
}

/** Whether evaluations are of the same faces, so that their figures can be held against each other. */
export function isComparable(evaluations) {
  const faces = ({dataset, provenance}) => [dataset.hash, dataset.faces, provenance?.split].join();
  return new Set(evaluations.map(faces)).size === 1;
}

/**
 * A table: a row for each figure, a column for each evaluation.
 *
 * @param columns `[{name, swatch, evaluation, protocol}, ...]`, protocol being the figures under the chosen one
 */
export function figureTable(columns) {
  const isMarked = isComparable(columns.map(column => column.evaluation));
  return scroller('Figures', el('table', {class: 'figures'},
    el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Figure'), columns.map(column => el('th', {scope: 'col'},
      column.swatch(), column.name, el('small', {}, counted(column.protocol.faces, 'face')))))),
    FIGURES.map(([topic, figures]) => topicRows(topic, figures, columns, isMarked))));
}

function topicRows(topic, figures, columns, isMarked) {
  const rows = figures.map(figure => ({figure, estimates: columns.map(column => estimateAt(column.protocol, figure[0]))}))
    .filter(({estimates}) => estimates.some(Boolean));
  return rows.length > 0 && el('tbody', {},
    el('tr', {class: 'subhead'}, el('th', {scope: 'rowgroup', colspan: String(columns.length + 1)}, topic)),
    rows.map(({figure, estimates}) => figureRow(figure, estimates, isMarked)));
}

function figureRow([, title, unit, better, explanation], estimates, isMarked) {
  const marked = marks(estimates, isMarked ? better : null);
  const range = rangeOf(estimates.filter(Boolean));
  const way = better === HIGHER ? ' Higher is better.' : better === LOWER ? ' Lower is better.' : '';
  return el('tr', {},
    el('th', {scope: 'row'}, title, unit === 'nats' ? ', nats' : '', el('small', {}, explanation + way)),
    estimates.map((estimate, at) => el('td', {class: marked[at]}, estimate
      ? [el('span', {class: 'value'}, written(estimate.value, unit)), marked[at] && el('span', {class: 'mark'}, marked[at]),
        estimate.low === null ? null : [el('small', {}, interval(estimate, unit)), whisker(estimate, range)]]
      : '–')));
}

function rangeOf(estimates) {
  return {
    low: Math.min(...estimates.map(one => one.low ?? one.value)),
    high: Math.max(...estimates.map(one => one.high ?? one.value)),
  };
}

/** The interval as a line and the value as a dot, on a scale that all runs of the row share. */
function whisker({value, low, high}, range) {
  const width = range.high - range.low || 1;
  const at = number => 4 + 92 * (number - range.low) / width;
  return svg('svg', {class: 'whisker', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
    svg('line', {x1: at(low), x2: at(high), y1: 5, y2: 5}),
    svg('line', {class: 'mean', x1: at(value), x2: at(value), y1: 1, y2: 9}));
}

/** Curves of trainings, read from their logs; they grow while a training is in progress. */

import {el} from './dom.js';
import * as api from './service.js';
import {axisOf, lineChart} from './charts.js';
import {problemBox} from './notices.js';

const POLL_SECONDS = 3;

const CURVES = [
  ['Accuracy on validation faces', [['validAccuracy', '', false]], value => `${(100 * value).toFixed(1)} %`],
  ['Cross-entropy, nats', [['validCrossEntropy', '', false], ['trainLoss', ' (training loss)', true]], value => value.toFixed(3)],
  ['Distance to the votes (Jensen-Shannon), nats', [['validJensenShannon', '', false]], value => value.toFixed(3)],
];

/** Draws curves of runs, `[{run, name, colour}, ...]`, into a place and keeps them up to date until the signal is aborted. */
export async function followCurves(place, runs, signal) {
  const logs = runs.map(run => ({...run, epochs: [], state: null, planned: null}));
  while (!signal.aborted) {
    try {
      const grown = await Promise.all(logs.map(log => grow(log, signal)));
      if (grown.includes(true)) {
        place.replaceChildren(...draw(logs));
      }
    } catch (error) {
      if (!signal.aborted) {
        place.replaceChildren(problemBox(error, () => followCurves(place, runs, signal)));
      }
      return;
    }
    if (!logs.some(log => log.state === 'training')) {
      return;
    }
    await api.pause(POLL_SECONDS, signal).catch(() => {});
  }
}

/** Reads what is new; whether anything is. */
async function grow(log, signal) {
  if (log.state !== null && log.state !== 'training') {
    return false;
  }
  const {epochs, state, planned} = await api.runLog(log.run, log.epochs.at(-1)?.epoch ?? 0, signal);
  const changed = epochs.length > 0 || state !== log.state;
  log.epochs.push(...epochs);
  log.state = state;
  log.planned = planned;
  return changed;
}

function draw(logs) {
  const read = logs.filter(log => log.epochs.length > 0);
  if (read.length === 0) {
    return [el('p', {class: 'muted'}, 'No epoch has ended yet. Of an ensemble, choose the members: each has curves of its own.')];
  }
  const epochs = {...axisOf('epoch', [0, ...read.map(log => log.epochs.at(-1).epoch)], value => String(Math.round(value)))};
  return [
    el('ul', {class: 'trainings'}, read.filter(log => log.state === 'training').map(log => el('li', {},
      el('span', {}, `${log.name} is training: epoch ${log.epochs.at(-1).epoch} of ${log.planned}, ${Math.round(log.epochs.at(-1).imagesPerSecond)} images a second`),
      el('progress', {max: String(log.planned), value: String(log.epochs.at(-1).epoch), 'aria-label': `Training of ${log.name}`})))),
    el('div', {class: 'charts'}, CURVES.map(([title, keys, format]) => {
      const lines = read.flatMap(log => keys.map(([key, suffix, dashed]) =>
        ({name: log.name + suffix, colour: log.colour, dashed, points: log.epochs.map(epoch => [epoch.epoch, epoch[key]])})));
      return lineChart(title, epochs, axisOf('', lines.flatMap(({points}) => points.map(([, value]) => value)), format), lines);
    })),
  ];
}

/** A confusion matrix, and the faces behind its cells. */

import {choice, el, scroller} from './dom.js';
import * as api from './service.js';
import {bars, shares} from './faces.js';
import {reminder} from './limits.js';
import {filling, notice} from './notices.js';
import {count, counted, percent} from './words.js';

const PAGE = 24;
const LEAST = 0.005;
const ORDERS = [['doubt', 'most doubt first'], ['confidence', 'surest first'], ['number', 'as in the dataset']];

/** The table of counts of what `name` names, shaded by their share of the row. `chosen` is told the label and the prediction of a cell; null if cells cannot be opened. */
export function confusionMatrix(name, labels, counts, chosen) {
  const cell = (row, column) => {
    const faces = counts[row][column];
    const total = counts[row].reduce((a, b) => a + b, 0);
    const share = total ? faces / total : 0;
    const words = `labelled ${labels[row]}, predicted ${labels[column]}: ${counted(faces, 'face')}, ${percent(share)} of the label`;
    return el('td', {class: row === column ? 'right' : null, style: {'--share': String(share)}},
      faces === 0 ? el('span', {class: 'none'}, '0')
        : chosen ? el('button', {type: 'button', 'aria-label': words, title: words, onclick: () => chosen(labels[row], labels[column])}, count(faces))
          : el('span', {title: words}, count(faces)));
  };
  return scroller(`Confusion matrix of ${name}`, el('table', {class: 'confusion'},
    el('caption', {class: 'visually-hidden'}, 'Rows: the label; columns: the prediction'),
    el('thead', {}, el('tr', {}, el('td', {class: 'corner'}, 'label ↓', el('br'), 'predicted →'), labels.map(label => el('th', {scope: 'col'}, el('span', {}, label))))),
    el('tbody', {}, labels.map((label, row) => el('tr', {}, el('th', {scope: 'row'}, label), labels.map((_, column) => cell(row, column)))))));
}

/** Opens the faces behind a cell: `{run, evaluation, name, labels, protocol, label, predicted}`. */
export function openFaces(cell, signal) {
  const content = el('div');
  const dialog = el('dialog', {class: 'wide', 'aria-labelledby': 'faces-title', onclose: () => close()},
    el('div', {class: 'dialog-head'},
      el('h2', {id: 'faces-title'}, `Labelled ${cell.label}, predicted ${cell.predicted}`, el('small', {}, cell.name)),
      el('form', {method: 'dialog'}, el('button', {autofocus: true}, 'Close'))),
    el('label', {class: 'filter'}, el('span', {}, 'Order'), choice(ORDERS, 'doubt', order => show(order))),
    content, reminder());
  let reading = new AbortController();
  const show = order => {
    reading.abort();
    reading = new AbortController();
    const latest = AbortSignal.any([signal, reading.signal]);
    filling(content, () => firstFaces(cell, order, latest), latest);
  };
  const close = () => {
    reading.abort();
    dialog.remove();
  };
  signal.addEventListener('abort', () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  show('doubt');
}

async function firstFaces(cell, order, signal) {
  const list = el('ul', {class: 'gallery'});
  const more = el('button', {type: 'button'}, 'More');
  const rest = el('div', {}, more);
  const read = async () => {
    const query = {protocol: cell.protocol, label: cell.label, predicted: cell.predicted, order, offset: list.childElementCount, limit: PAGE};
    const page = await api.facesBehind(cell.run, cell.evaluation, query, signal);
    list.append(...page.faces.map(face => faceTile(face, cell.labels)));
    rest.hidden = list.childElementCount >= page.total;
    more.textContent = `More (${count(page.total - list.childElementCount)} left)`;
    return page;
  };
  more.addEventListener('click', () => filling(rest, async () => {
    await read();
    return more;
  }, signal));
  const {images, total} = await read();
  return [
    el('p', {class: 'muted'}, `${counted(total, 'face')}. Wide bars: the model; thin bars: people’s votes.`),
    images ? null : notice('Their images cannot be shown: the dataset is no longer where it was evaluated, or has changed.'),
    list, rest,
  ];
}

/** Emotions that neither the model nor anybody sees in it are left out. */
function faceTile(face, labels) {
  const names = labels.filter(label => (face.distribution[label] ?? 0) >= LEAST || face.votes?.[label]);
  const whole = Object.fromEntries(names.map(name => [name, face.distribution[name] ?? 0]));
  return el('li', {class: 'card'},
    el('div', {class: 'face-head'},
      face.image ? el('img', {class: 'pixels', src: face.image, alt: `Face ${face.number}`, width: '72', height: '72', loading: 'lazy'}) : null,
      el('div', {}, el('strong', {}, `${face.predicted} ${percent(face.confidence)}`), face.abstains && el('span', {class: 'mark'}, 'declined'),
        el('small', {}, face.id))),
    bars(whole, {beside: shares(face.votes, names)}));
}

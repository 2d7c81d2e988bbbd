/** Charts as SVG: axes, lines, bins. Colours come from the style sheet, so that they follow light and dark. */

import {el, scroller, svg} from './dom.js';

const WIDTH = 460;
const HEIGHT = 320;
const MARGIN = {left: 66, right: 24, top: 12, bottom: 44};

/** Round numbers from below to above a range, about as many as wanted. */
function ticks(low, high, wanted = 5) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(factor => factor * power >= rough) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({length: Math.max(1, last - first) + 1}, (_, at) => (first + at) * step);
}

/** Axes with a grid; `x` and `y` are `{label, ticks, format}`, and the first and last tick end the axis. */
class Frame {
  #x;
  #y;

  constructor(x, y) {
    this.#x = x;
    this.#y = y;
  }

  x(value) {
    return MARGIN.left + (WIDTH - MARGIN.left - MARGIN.right) * part(value, this.#x.ticks);
  }

  y(value) {
    return HEIGHT - MARGIN.bottom - (HEIGHT - MARGIN.top - MARGIN.bottom) * part(value, this.#y.ticks);
  }

  /** The value under a place from 0, the left end of the picture, to 1. */
  valueAt(place) {
    const along = (place * WIDTH - MARGIN.left) / (WIDTH - MARGIN.left - MARGIN.right);
    return this.#x.ticks[0] + along * (this.#x.ticks.at(-1) - this.#x.ticks[0]);
  }

  drawing(words, ...content) {
    const bottom = HEIGHT - MARGIN.bottom;
    const right = WIDTH - MARGIN.right;
    return svg('svg', {class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': words},
      this.#y.ticks.map(tick => [
        svg('line', {class: 'grid', x1: MARGIN.left, x2: right, y1: this.y(tick), y2: this.y(tick)}),
        text(MARGIN.left - 7, this.y(tick) + 4, 'end', this.#y.format(tick)),
      ]),
      this.#x.ticks.map(tick => text(this.x(tick), bottom + 17, 'middle', this.#x.format(tick))),
      svg('line', {class: 'axis', x1: MARGIN.left, x2: right, y1: bottom, y2: bottom}),
      text((MARGIN.left + right) / 2, HEIGHT - 6, 'middle', this.#x.label, 'axis-label'),
      svg('text', {class: 'axis-label', transform: `translate(13 ${(MARGIN.top + bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle'}, this.#y.label),
      ...content);
  }

  path(points, properties) {
    const place = ([x, y]) => `${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}`;
    return svg('path', {d: `M${points.map(place).join('L')}`, ...properties});
  }
}

function part(value, scale) {
  return (value - scale[0]) / (scale.at(-1) - scale[0]);
}

function text(x, y, anchor, words, name = 'tick') {
  return svg('text', {class: name, x, y, 'text-anchor': anchor}, words);
}

const PERCENT = value => `${Math.round(100 * value)} %`;

/** An axis of shares from 0 to 1. */
function shareAxis(label) {
  return {label, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], format: PERCENT};
}

/** An axis that holds all values. */
export function axisOf(label, values, format) {
  const finite = values.filter(Number.isFinite);
  return {label, ticks: finite.length ? ticks(Math.min(...finite), Math.max(...finite)) : [0, 1], format};
}

/**
 * Lines, each of `{name, colour, dashed, points: [[x, y], ...]}`, growing in x. Under the pointer the values of all of them are
 * written below; the table behind "as numbers" has them for everyone.
 */
export function lineChart(title, x, y, lines) {
  const drawn = lines.map(line => ({...line, points: line.points.filter(([, value]) => Number.isFinite(value))})).filter(line => line.points.length);
  const frame = new Frame(x, y);
  const guide = svg('line', {class: 'guide', y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom, visibility: 'hidden'});
  const readout = el('p', {class: 'readout'});
  const drawing = frame.drawing(`${title}. ${drawn.map(last(x, y)).join('; ')}`, guide,
    drawn.map(line => [
      frame.path(line.points, {class: `line colour-${line.colour}${line.dashed ? ' dashed' : ''}`}),
      line.points.length === 1 && svg('circle', {class: `spot colour-${line.colour}`, cx: frame.x(line.points[0][0]), cy: frame.y(line.points[0][1]), r: 3}),
    ]));
  const clear = () => {
    guide.setAttribute('visibility', 'hidden');
    readout.textContent = '';
  };
  drawing.addEventListener('pointerleave', clear);
  drawing.addEventListener('pointermove', event => {
    const bounds = drawing.getBoundingClientRect();
    const at = frame.valueAt((event.clientX - bounds.left) / bounds.width);
    const read = drawn.map(line => ({line, point: nearest(line.points, at)}));
    if (read.length === 0) {
      return;
    }
    const place = frame.x(read[0].point[0]);
    guide.setAttribute('x1', place);
    guide.setAttribute('x2', place);
    guide.setAttribute('visibility', 'visible');
    readout.textContent = `${x.format(read[0].point[0])}: ${read.map(({line, point}) => `${line.name} ${y.format(point[1])}`).join(', ')}`;
  });
  return el('figure', {class: 'card chart-card'}, el('h3', {}, title), drawing, readout, legend(drawn), asNumbers(title, x, y, drawn));
}

function last(x, y) {
  return ({name, points}) => `${name}: ${y.format(points.at(-1)[1])} at ${x.format(points.at(-1)[0])}`;
}

function nearest(points, x) {
  return points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
}

/** Names of the lines with their colours. */
function legend(lines) {
  return el('ul', {class: 'legend'}, lines.map(({name, colour, dashed}) => el('li', {}, swatch(colour, dashed), name)));
}

/** A short piece of a line in the colour of a run. */
export function swatch(colour, dashed = false) {
  return svg('svg', {class: 'swatch', viewBox: '0 0 20 8', 'aria-hidden': 'true'},
    svg('line', {class: `line colour-${colour}${dashed ? ' dashed' : ''}`, x1: 0, x2: 20, y1: 4, y2: 4}));
}

const ROWS = 24;

/** A table of a chart's points, thinned to a readable number. */
function asNumbers(title, x, y, lines) {
  const all = [...new Set(lines.flatMap(({points}) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const places = all.filter((_, at) => at % Math.ceil(all.length / ROWS) === 0 || at === all.length - 1);
  const value = (points, at) => {
    const [nearby, found] = nearest(points, at);
    return Math.abs(nearby - at) < 1e-9 ? y.format(found) : '';
  };
  const rows = () => el('table', {class: 'plain'},
    el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, x.label), lines.map(({name}) => el('th', {scope: 'col'}, name)))),
    el('tbody', {}, places.map(at => el('tr', {}, el('th', {scope: 'row'}, x.format(at)), lines.map(({points}) => el('td', {}, value(points, at)))))));
  const details = el('details', {class: 'numbers', ontoggle: () => details.open && details.childElementCount === 1 && details.append(scroller(`${title}, as numbers`, rows()))},
    el('summary', {}, 'as numbers'));
  return details;
}

/** Accuracy by confidence: bars of the bins, a dot on each whose size is its share of the faces, and the diagonal of perfect calibration. */
export function reliabilityDiagram(bins) {
  const frame = new Frame(shareAxis('confidence'), shareAxis('right answers'));
  const filled = bins.filter(bin => bin.faces > 0);
  const most = Math.max(1, ...filled.map(bin => bin.faces));
  const words = filled.map(bin => `confidence ${PERCENT(bin.confidence)}: ${PERCENT(bin.accuracy)} right, ${bin.faces} faces`).join('; ');
  return frame.drawing(`Reliability. ${words}`,
    filled.map(bin => svg('rect', {
      class: 'bin',
      x: frame.x(bin.low) + 1,
      y: frame.y(bin.accuracy),
      width: Math.max(1, frame.x(bin.high) - frame.x(bin.low) - 2),
      height: Math.max(0, frame.y(0) - frame.y(bin.accuracy)),
    }, svg('title', {}, `${PERCENT(bin.low)} to ${PERCENT(bin.high)}: ${bin.faces} faces`))),
    frame.path([[0, 0], [1, 1]], {class: 'ideal'}),
    filled.map(bin => svg('circle', {class: 'spot', cx: frame.x(bin.confidence), cy: frame.y(bin.accuracy), r: 2 + 6 * Math.sqrt(bin.faces / most)})));
}

/** The share of wrong answers among the surest faces, one line for each run. */
export function riskCoverageChart(lines) {
  const risks = lines.flatMap(({points}) => points.map(([, risk]) => risk));
  return lineChart('Risk and coverage', shareAxis('faces answered, the surest first'),
    {label: 'wrong among the answers', ticks: ticks(0, Math.max(0.02, ...risks)), format: value => `${(100 * value).toFixed(1)} %`}, lines);
}

/** The page Compare: runs side by side. */

import {choice, el} from './dom.js';
import * as api from './service.js';
import {reliabilityDiagram, riskCoverageChart, swatch} from './charts.js';
import {followCurves} from './curves.js';
import {figureTable, isComparable} from './figures.js';
import {reminder} from './limits.js';
import {command, emptyState, filling, notice} from './notices.js';
import {confusionMatrix, openFaces} from './matrix.js';
import {address, remember} from './router.js';
import {counted, percent, time} from './words.js';

/** As many as there are colours that can be told apart. */
const MOST = 6;
const POLL_SECONDS = 5;
const STATES = {training: 'training', stopped: 'stopped before its last epoch', finished: 'finished', none: 'evaluations only'};

/** The page; `about` tells what the service says about itself. */
export function comparePage(about) {
  return {
    name: 'compare',
    title: 'Compare',
    keys: [
      ['Tab Space', 'go to a run, tick it'],
      ['Enter', 'in a confusion matrix: the faces behind the cell'],
      ['Escape', 'close them'],
    ],
    async show(main, route, signal) {
      if (!about().runs) {
        main.append(el('h1', {}, 'Compare'), withoutRuns());
        return;
      }
      await new ComparePage(main, route, signal).start();
    },
  };
}

function withoutRuns() {
  return emptyState('Nothing to compare yet',
    el('p', {}, 'Compare shows evaluations of runs side by side and the curves of trainings. Start the service with a folder of runs:'),
    command('./ambivalent serve --runs runs'),
    el('p', {}, 'and evaluate into a run’s folder:'),
    command('./ambivalent evaluate --data ferplus.zip --model runs/mine/model.onnx --report runs/mine'));
}

class ComparePage {
  #main;
  #signal;
  #runs = [];
  #rows = new Map();
  /** Ticked runs with the evaluation chosen of each: `{run, evaluation, colour}`. */
  #ticked = [];
  #protocol;
  #list = el('ul', {class: 'runs'});
  #content = el('div', {class: 'compared'});
  #drawing = new AbortController();
  #drawn = '';

  constructor(main, route, signal) {
    this.#main = main;
    this.#signal = signal;
    this.#protocol = route.query.get('protocol') === 'all' ? 'all' : 'majority';
    (route.query.get('runs') ?? '').split(',').filter(Boolean).forEach(text => {
      const [run, ...evaluation] = text.split(':');
      this.#tick(run, evaluation.join(':') || null);
    });
  }

  async start() {
    this.#runs = await api.runs(this.#signal);
    this.#show();
    this.#follow();
  }

  #show() {
    this.#ticked = this.#ticked.filter(({run}) => this.#known(run));
    this.#drawList();
    if (this.#runs.length === 0) {
      this.#main.replaceChildren(el('h1', {}, 'Compare'), emptyState('No runs yet', el('p', {}, 'The folders of ', el('code', {}, '--runs'), ' hold no run and no evaluation. A training shows up here as soon as it begins.')));
    } else {
      this.#main.replaceChildren(el('h1', {}, 'Compare'), this.#list, this.#content, reminder());
      this.#draw();
    }
  }

  /** Looks for progress and new runs now and then. */
  async #follow() {
    for (;;) {
      try {
        await api.pause(POLL_SECONDS, this.#signal);
        const runs = await api.runs(this.#signal);
        const isSame = runs.map(run => run.run).join() === this.#runs.map(run => run.run).join();
        this.#runs = runs;
        if (isSame) {
          runs.forEach(run => this.#rows.get(run.run).replaceChildren(...facts(run)));
          this.#drawIfChanged();
        } else {
          this.#show();
        }
      } catch {
        if (this.#signal.aborted) {
          return;
        }
      }
    }
  }

  #known(run) {
    return this.#runs.find(one => one.run === run);
  }

  // Which runs

  #tick(run, evaluation) {
    const free = [1, 2, 3, 4, 5, 6].find(colour => !this.#ticked.some(one => one.colour === colour));
    if (free) {
      this.#ticked.push({run, evaluation, colour: free});
    }
  }

  #toggle(run, on) {
    if (on) {
      this.#tick(run, null);
    } else {
      this.#ticked = this.#ticked.filter(one => one.run !== run);
    }
    this.#changed();
  }

  #changed() {
    remember(address('compare', [], {
      runs: this.#ticked.map(({run, evaluation}) => evaluation ? `${run}:${evaluation}` : run).join(','),
      protocol: this.#protocol === 'all' ? 'all' : null,
    }));
    this.#markList();
    this.#draw();
  }

  #drawList() {
    this.#rows = new Map(this.#runs.map(run => [run.run, el('span', {class: 'facts-line'}, facts(run))]));
    this.#list.replaceChildren(...this.#runs.map(run => {
      const box = el('input', {type: 'checkbox', value: run.run, onchange: () => this.#toggle(run.run, box.checked)});
      return el('li', {class: 'card'}, el('label', {}, box, el('span', {class: 'run-swatch'}),
        el('span', {class: 'run-name'}, run.name), this.#rows.get(run.run)));
    }));
    this.#markList();
  }

  #markList() {
    const isFull = this.#ticked.length === MOST;
    for (const box of this.#list.querySelectorAll('input')) {
      const ticked = this.#ticked.find(({run}) => run === box.value);
      box.checked = Boolean(ticked);
      box.disabled = isFull && !ticked;
      box.nextSibling.replaceChildren(...ticked ? [swatch(ticked.colour)] : []);
    }
  }

  // What is compared

  /** Evaluations that came, a training that ended; not under the faces that someone looks at. */
  #drawIfChanged() {
    if (this.#shape() !== this.#drawn && !document.querySelector('dialog[open]')) {
      this.#draw();
    }
  }

  /** What decides which parts the page has. */
  #shape() {
    return JSON.stringify(this.#ticked.map(({run}) => [this.#known(run).state, this.#known(run).evaluations]));
  }

  #draw() {
    this.#drawn = this.#shape();
    this.#drawing.abort();
    this.#drawing = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#drawing.signal]);
    if (this.#ticked.length === 0) {
      this.#content.replaceChildren(emptyState('Tick runs to compare', el('p', {}, `One shows its figures; several, up to ${MOST}, stand side by side.`)));
      return;
    }
    const chosen = this.#ticked.map(one => ({...this.#known(one.run), ...one}));
    filling(this.#content, () => this.#compared(chosen, signal), signal);
  }

  async #compared(chosen, signal) {
    const scored = chosen.filter(run => run.evaluations.length > 0);
    const columns = await Promise.all(scored.map(run => this.#column(run, signal)));
    const shown = columns.filter(column => column.protocol);
    const trained = chosen.filter(run => run.state !== 'none');
    return [
      this.#protocolChoice(columns),
      this.#remarks(chosen, columns),
      shown.length > 0 && this.#evaluated(shown, signal),
      trained.length > 0 && this.#trained(trained, signal),
    ];
  }

  async #column(run, signal) {
    const chosen = run.evaluations.find(one => one.name === run.evaluation) ?? run.evaluations[0];
    const evaluation = await api.evaluationOf(run.run, chosen.name, signal);
    const several = run.evaluations.length > 1;
    return {
      run: run.run,
      name: several ? `${run.name}, ${chosen.name}` : run.name,
      colour: run.colour,
      swatch: () => swatch(run.colour),
      chosen,
      evaluation,
      protocol: evaluation[this.#protocol],
      choice: several && el('label', {class: 'filter'}, el('span', {}, run.name),
        choice(run.evaluations.map(one => [one.name, `${one.name} (${[one.dataset, one.split].filter(Boolean).join(', ')})`]), chosen.name, name => {
          this.#ticked.find(one => one.run === run.run).evaluation = name;
          this.#changed();
        })),
    };
  }

  #protocolChoice(columns) {
    return columns.length > 0 && el('div', {class: 'toolbar'},
      el('label', {class: 'filter'}, el('span', {}, 'Faces'),
        choice([['majority', 'with a majority'], ['all', 'all with votes']], this.#protocol, protocol => {
          this.#protocol = protocol;
          this.#changed();
        })),
      columns.map(column => column.choice));
  }

  #remarks(chosen, columns) {
    const unscored = chosen.filter(run => run.evaluations.length === 0).map(run => run.name);
    const voteless = columns.filter(column => !column.protocol).map(column => column.name);
    return [
      unscored.length > 0 && notice(`Not evaluated yet: ${unscored.join(', ')}. `, el('code', {}, 'evaluate --report'), ' into the run’s folder puts it here.'),
      voteless.length > 0 && notice(`Without votes, so only under “with a majority”: ${voteless.join(', ')}.`),
      columns.length > 1 && !isComparable(columns.map(column => column.evaluation))
        && notice('These runs were scored on different faces, so nothing is marked as best.'),
    ];
  }

  #evaluated(columns, signal) {
    return [
      section('Figures', 'In brackets 95 % intervals over the choice of faces. “best” lies apart from all others; “level” cannot be told from the best by its interval.',
        figureTable(columns)),
      section('Reliability', 'Of answers with this confidence, how many are right. On the line it says what it knows; below it is too sure. Dots grow with the number of faces.',
        el('div', {class: 'charts'}, columns.map(reliabilityCard))),
      section('Risk and coverage', 'The share of wrong answers if only the surest faces are answered. Lower is better; the end on the right answers all.',
        el('div', {class: 'charts wide'}, riskCoverageChart(columns.map(({name, colour, protocol}) =>
          ({name, colour, points: protocol.riskCoverage.map(point => [point.coverage, point.risk])}))))),
      section('Confusion', 'Choose a cell to see the faces behind it.',
        el('div', {class: 'matrices'}, columns.map(column => this.#matrixCard(column, signal)))),
    ];
  }

  #matrixCard({run, name, colour, chosen, evaluation, protocol}, signal) {
    const {labels} = evaluation.dataset;
    const open = (label, predicted) => openFaces({run, evaluation: chosen.name, name, labels, protocol: this.#protocol, label, predicted}, signal);
    return el('figure', {class: 'card'}, el('h3', {}, swatch(colour), name),
      confusionMatrix(name, labels, protocol.confusion, chosen.predictions ? open : null),
      chosen.predictions ? null : el('figcaption', {}, 'An older evaluation, which kept no list of faces. Evaluate again to see them.'));
  }

  #trained(runs, signal) {
    const place = el('div', {}, el('p', {class: 'muted'}, 'Reading …'));
    followCurves(place, runs.map(({run, name, colour}) => ({run, name, colour})), signal);
    return section('Curves', 'Each epoch of the training, on its validation faces.', place);
  }
}

function section(title, words, ...content) {
  return el('section', {}, el('h2', {}, title), el('p', {class: 'muted'}, words), ...content);
}

function reliabilityCard({name, colour, protocol}) {
  const {expectedCalibrationError: error, calibrationFloor: floor} = protocol;
  return el('figure', {class: 'card chart-card'}, el('h3', {}, swatch(colour), name), reliabilityDiagram(protocol.reliability),
    el('figcaption', {}, `ECE ${percent(error.value, 1)}; chance alone would give up to ${percent(floor.high, 1)}.`));
}

function facts(run) {
  const training = [run.network, run.objective, run.posterior].filter(Boolean).join(' · ');
  const epochs = run.state === 'none' ? null : `epoch ${run.epochs} of ${run.planned}`;
  return [
    el('span', {class: `state ${run.state}`}, STATES[run.state]),
    epochs && el('span', {}, epochs),
    training && el('span', {}, training),
    run.data && el('span', {}, run.data),
    run.accuracy !== null && el('span', {}, `accuracy ${percent(run.accuracy, 1)}`),
    run.crossEntropy !== null && el('span', {}, `cross-entropy ${run.crossEntropy.toFixed(3)}`),
    el('span', {}, run.evaluations.length ? counted(run.evaluations.length, 'evaluation') : 'not evaluated'),
    run.state !== 'none' && el('span', {}, time(run.changed)),
  ].filter(Boolean);
}

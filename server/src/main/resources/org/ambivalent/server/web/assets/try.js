/** The page Try: pictures in, distributions and doubt out. */

import {choice, el, field, toggle} from './dom.js';
import * as api from './service.js';
import {Camera} from './camera.js';
import {FaceCard} from './faces.js';
import {listen} from './keys.js';
import {reminder} from './limits.js';
import {notice, problemBox, say} from './notices.js';
import {RiskControl} from './risk.js';
import {Stage} from './stage.js';
import {counted} from './words.js';

const LIVE_SECONDS = 1;
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** The page; `about` tells what the service says about itself. */
export function tryPage(about) {
  return {
    name: '',
    title: 'Try',
    keys: [
      ['o', 'choose pictures'],
      ['c', 'camera on or off'],
      ['Space', 'snapshot, while the camera is on'],
      ['l', 'an answer every second, while the camera is on'],
      ['1 … 9', 'go to that face'],
    ],
    async show(main, route, signal) {
      await new TryPage(main, about(), signal).start();
    },
  };
}

class TryPage {
  #main;
  #about;
  #signal;
  #models = [];
  #model = null;
  #cropped = false;
  #samples = '';
  #seed = '';
  #stage = new Stage();
  #risk = null;
  /** Pictures of this visit: `{blob, address, name, answer, problem}`. */
  #pictures = [];
  #at = -1;
  #camera = null;
  #cards = [];
  /** Aborted when another answer is wanted instead. */
  #asking = new AbortController();
  #view = {};

  constructor(main, about, signal) {
    this.#main = main;
    this.#about = about;
    this.#signal = signal;
  }

  async start() {
    this.#models = await api.models(this.#signal);
    this.#build();
    this.#use(this.#models[0].name);
    this.#takePictures();
    listen(this.#keys(), this.#signal);
    this.#signal.addEventListener('abort', () => this.#pictures.forEach(one => URL.revokeObjectURL(one.address)));
  }

  #build() {
    const file = el('input', {type: 'file', accept: 'image/*', multiple: true, class: 'visually-hidden', id: 'file', tabindex: '-1', 'aria-label': 'Pictures',
      onchange: () => {
        this.#add([...file.files]);
        file.value = '';
      }});
    this.#view = {
      file,
      drop: this.#dropZone(file),
      body: el('div', {class: 'try'}),
      intro: intro(),
      settings: el('div', {class: 'settings'}),
      messages: el('div'),
      risk: el('div'),
      strip: el('ul', {class: 'strip', 'aria-label': 'Pictures of this visit'}),
      controls: el('div', {class: 'controls', hidden: true}),
      faces: el('ol', {class: 'faces'}),
      summary: el('p', {class: 'summary', role: 'status'}),
    };
    this.#main.append(
      el('h1', {class: 'visually-hidden'}, 'Try'),
      file,
      el('div', {class: 'toolbar'},
        el('button', {type: 'button', class: 'primary', onclick: () => file.click()}, 'Choose pictures'),
        this.#cameraButton(),
        this.#view.settings),
      this.#view.body);
    this.#view.body.append(
      el('div', {class: 'look'}, this.#view.drop, this.#view.intro, this.#stage.element, this.#view.controls, this.#view.strip, this.#view.risk),
      el('section', {class: 'answers', 'aria-label': 'Answers'}, this.#view.messages, this.#view.summary, this.#view.faces, reminder()));
    this.#showMedia(null);
  }

  #dropZone(file) {
    return el('div', {class: 'drop', onclick: () => file.click()},
      el('p', {class: 'drop-title'}, 'Drop a picture here'),
      el('p', {}, 'or paste one, or ', el('button', {type: 'button', class: 'link'}, 'choose a file'), '.'),
      el('p', {class: 'muted'}, this.#where()));
  }

  #where() {
    return LOCAL.includes(location.hostname)
      ? 'It is answered on this machine and kept nowhere.'
      : `It is sent to ${location.host}, answered there, and kept nowhere.`;
  }

  #cameraButton() {
    this.#view.camera = el('button', {
      type: 'button',
      'aria-pressed': 'false',
      disabled: !Camera.isPossible(),
      title: Camera.isPossible() ? null : 'Browsers allow the camera only to pages of this machine or over HTTPS',
      onclick: () => this.#switchCamera(),
    }, 'Camera');
    return this.#view.camera;
  }

  /** Everything that is dropped on or pasted into the page. */
  #takePictures() {
    const options = {signal: this.#signal};
    const pictures = transfer => [...transfer.files].filter(file => file.type === '' || file.type.startsWith('image/'));
    document.addEventListener('paste', event => this.#add(pictures(event.clipboardData)), options);
    document.addEventListener('dragover', event => {
      event.preventDefault();
      this.#main.classList.add('dragging');
    }, options);
    document.addEventListener('dragleave', () => this.#main.classList.remove('dragging'), options);
    document.addEventListener('drop', event => {
      event.preventDefault();
      this.#main.classList.remove('dragging');
      this.#add(pictures(event.dataTransfer));
    }, options);
  }

  #keys() {
    const faces = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => [String(number), () => this.#goTo(number - 1)]));
    return {
      ...faces,
      o: () => this.#view.file.click(),
      c: () => this.#switchCamera(),
      l: () => this.#camera && this.#switchLive(),
      ' ': () => this.#camera ? this.#snapshot() : false,
    };
  }

  // What is asked of which model

  #use(name) {
    this.#model = this.#models.find(model => model.name === name);
    this.#risk = new RiskControl(this.#model, () => this.#decide());
    this.#view.risk.replaceChildren(this.#risk.element);
    this.#showSettings();
    this.#again();
  }

  #showSettings() {
    const {posterior} = this.#model;
    const number = (value, most, changed, placeholder) => el('input', {type: 'number', min: '1', max: most, value, placeholder, inputmode: 'numeric',
      onchange: event => event.target.reportValidity() && changed(event.target.value)});
    this.#view.settings.replaceChildren(
      field('Model', choice(this.#models.map(({name}) => [name, name]), this.#model.name, chosen => this.#use(chosen), {id: 'model'})),
      toggle('One cropped face', this.#cropped, on => {
        this.#cropped = on;
        this.#again();
      }),
      ...posterior.stochastic ? [
        field('Samples', number(this.#samples, this.#about.limits.samples, text => this.#sample(text, this.#seed), String(posterior.samples))),
        field('Seed', number(this.#seed, null, text => this.#sample(this.#samples, text), '1')),
      ] : []);
  }

  #sample(samples, seed) {
    this.#samples = samples;
    this.#seed = seed;
    this.#again();
  }

  #query() {
    return {
      model: this.#model.name,
      detect: this.#cropped ? 'false' : null,
      samples: this.#model.posterior.stochastic ? this.#samples : null,
      seed: this.#model.posterior.stochastic ? this.#seed : null,
    };
  }

  /** The settings changed: what is in view is asked anew. */
  #again() {
    this.#pictures.forEach(picture => {
      picture.answer = null;
      picture.problem = null;
    });
    if (this.#at >= 0 && !this.#camera) {
      this.#choose(this.#at);
    }
  }

  // Pictures

  #add(files) {
    if (files.length === 0) {
      return;
    }
    this.#closeCamera();
    this.#pictures.push(...files.map(blob => ({blob, address: URL.createObjectURL(blob), name: blob.name ?? 'snapshot'})));
    this.#choose(this.#pictures.length - files.length);
  }

  async #choose(at) {
    this.#at = at;
    this.#asking.abort();
    this.#asking = new AbortController();
    const {signal} = this.#asking;
    const picture = this.#pictures[at];
    const image = el('img', {src: picture.address, alt: picture.name});
    this.#showMedia(image);
    this.#showStrip();
    this.#clear();
    this.#tell('');
    if (!picture.answer && !picture.problem) {
      await this.#ask(picture, signal);
    }
    await image.decode().catch(() => {}); // Answers are shown for what the browser cannot show, too.
    if (!signal.aborted && !this.#signal.aborted) {
      this.#show(picture);
    }
  }

  async #ask(picture, signal) {
    const {bodyBytes} = this.#about.limits;
    if (picture.blob.size > bodyBytes) {
      picture.problem = new api.Problem(413, {title: 'The picture is too large', detail: `This service takes up to ${bodyBytes / 1e6} MB. Make the picture smaller, or start the service with a larger --body-limit.`});
      return;
    }
    if (!this.#camera) { // Live, the answer before stays until the next.
      this.#tell('Looking …');
    }
    const waiting = seconds => this.#tell(`The service is busy. Asking again in ${counted(seconds, 'second')} …`);
    try {
      picture.answer = await api.patiently(() => api.predict(picture.blob, this.#query(), signal), {signal, waiting});
    } catch (error) {
      if (!signal.aborted) {
        picture.problem = error;
      }
    }
  }

  /** A picture or the camera's, or the invitation to drop one. */
  #showMedia(media) {
    const isFresh = media === null;
    this.#view.body.classList.toggle('fresh', isFresh);
    this.#view.drop.hidden = !isFresh;
    this.#view.intro.hidden = !isFresh;
    this.#stage.element.hidden = isFresh;
    if (media) {
      this.#stage.show(media);
    }
  }

  #showStrip() {
    const {strip} = this.#view;
    strip.replaceChildren(...this.#pictures.length < 2 ? [] : this.#pictures.map((picture, at) => el('li', {},
      el('button', {type: 'button', 'aria-pressed': String(at === this.#at), 'aria-label': picture.name, onclick: () => this.#choose(at)},
        el('img', {src: picture.address, alt: ''})))));
  }

  #clear() {
    this.#cards = [];
    this.#view.faces.replaceChildren();
    this.#view.messages.replaceChildren();
    this.#stage.clear();
    this.#risk.show([]);
  }

  /** What screen readers speak, if it is new. */
  #tell(text) {
    if (this.#view.summary.textContent !== text) {
      this.#view.summary.textContent = text;
    }
  }

  // Answers

  #show(picture) {
    this.#clear();
    if (picture.problem) {
      this.#tell('');
      this.#view.messages.append(problemBox(picture.problem, picture.problem.passes && (() => this.#again())));
      return;
    }
    const {faces, found} = picture.answer;
    if (faces.length === 0) {
      this.#tell('');
      this.#view.messages.append(notice('No face was found. If the picture is one face already, switch ', el('strong', {}, 'One cropped face'), ' on.'));
      return;
    }
    this.#stage.mark(picture.answer, at => this.#goTo(at));
    this.#cards = faces.map((face, at) => ({face, card: new FaceCard(face, at + 1, this.#stage.crop(face), this.#model)}));
    this.#view.faces.replaceChildren(...this.#cards.map(({card}) => card.element));
    this.#view.messages.append(...this.#warnings(faces, found));
    this.#decide();
  }

  #warnings(faces, found) {
    const asked = Number(this.#samples || this.#model.posterior.samples);
    return [
      found > faces.length && notice(`${counted(found, 'face')} were found; the largest ${faces.length} are answered.`),
      this.#model.calibration && this.#model.posterior.stochastic && asked !== this.#model.posterior.samples
        && notice(`It was calibrated with ${counted(this.#model.posterior.samples, 'sample')}. With another number its promises are void.`),
    ].filter(Boolean);
  }

  #decide() {
    const decisions = this.#cards.map(({face, card}) => {
      const answered = this.#risk.answers(face);
      card.decide(answered);
      return {answered, text: answered ? face.emotion : 'no answer'};
    });
    this.#stage.decide(decisions);
    this.#risk.show(this.#cards.map(({face}) => face));
    this.#tell(decisions.length ? summary(decisions) : '');
  }

  #goTo(at) {
    const card = this.#cards[at]?.card.element;
    card?.focus();
    card?.scrollIntoView({block: 'nearest'});
  }

  // The camera

  async #switchCamera() {
    if (this.#camera) {
      this.#closeCamera();
      this.#clear();
      this.#tell('');
      this.#showMedia(null);
      return;
    }
    this.#asking.abort();
    this.#asking = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#asking.signal]);
    this.#clear();
    this.#tell('');
    try {
      const eye = await Camera.open(signal);
      if (signal.aborted) {
        return;
      }
      this.#camera = {eye, live: null};
    } catch (error) {
      if (!signal.aborted) {
        this.#view.messages.replaceChildren(problemBox(error));
      }
      return;
    }
    this.#view.camera.setAttribute('aria-pressed', 'true');
    this.#showMedia(this.#camera.eye.video);
    this.#showControls();
  }

  #showControls() {
    const {controls} = this.#view;
    controls.hidden = !this.#camera;
    controls.replaceChildren(...this.#camera ? [
      el('button', {type: 'button', class: 'primary', onclick: () => this.#snapshot()}, 'Snapshot'),
      el('button', {type: 'button', 'aria-pressed': String(this.#camera.live !== null), onclick: () => this.#switchLive()}, 'Every second'),
      el('span', {class: 'muted'}, this.#where()),
    ] : []);
  }

  async #snapshot() {
    const camera = this.#camera;
    const blob = await camera.eye.snapshot();
    if (this.#camera === camera) {
      this.#add([blob]);
    }
  }

  #switchLive() {
    const camera = this.#camera;
    if (camera.live) {
      this.#endLive(camera);
      this.#decide(); // Of the frame before, whose answers are in view.
    } else {
      camera.live = new AbortController();
      this.#showControls();
      this.#watch(camera, AbortSignal.any([this.#signal, this.#asking.signal, camera.live.signal]));
    }
  }

  #endLive(camera) {
    camera.live?.abort();
    camera.live = null;
    this.#showControls();
  }

  /** Until the signal of this run is aborted; the next one has its own. */
  async #watch(camera, signal) {
    while (!signal.aborted) {
      const picture = {blob: await camera.eye.snapshot()};
      if (!signal.aborted) {
        await this.#ask(picture, signal);
      }
      if (!signal.aborted) {
        this.#show(picture);
        if (picture.problem) {
          this.#endLive(camera);
        }
        await api.pause(LIVE_SECONDS, signal).catch(() => {});
      }
    }
  }

  #closeCamera() {
    if (this.#camera) {
      this.#endLive(this.#camera);
      this.#asking.abort();
      this.#camera = null;
      this.#view.camera.setAttribute('aria-pressed', 'false');
      this.#showControls();
      say('The camera is off');
    }
  }
}

/** What a newcomer will see. */
function intro() {
  const cards = [
    ['A share for every emotion', 'Not one word for a face, but how many people would choose each.'],
    ['Doubt, and whose it is', 'Would people disagree about the face, or is the model itself unsure?'],
    ['No answer rather than a wrong one', 'A calibrated model declines what it is not sure of. You set how many of its answers may be wrong.'],
  ];
  return el('div', {class: 'intro'}, cards.map(([title, text]) => el('section', {class: 'card'}, el('h2', {}, title), el('p', {}, text))));
}

function summary(decisions) {
  const answered = decisions.filter(one => one.answered).length;
  const declined = decisions.length - answered;
  return `${counted(decisions.length, 'face')}: ${answered} answered${declined ? `, ${declined} declined` : ''}.`;
}

/** Faces to review, in order: pages, details and images are fetched before they are needed. */

import * as api from './service.js';

const PAGE = 100;
/** Faces ahead whose page, details and images are there before a key is pressed. */
const AHEAD = 30;
const READY = 6;
/** Behind and ahead of this the details and images are let go. */
const KEEP = 60;

export class Queue {
  /** How many faces fit the filters, by the service's last word. */
  total = 0;
  #source;
  #filters;
  #reviewer;
  #signal;
  #faces = [];
  #at = 0;
  #next = null;
  #reading = null;
  #ready = new Map();

  constructor(source, filters, reviewer, signal) {
    this.#source = source;
    this.#filters = filters;
    this.#reviewer = reviewer;
    this.#signal = signal;
  }

  /** Reads the first page. */
  async open() {
    await this.#read();
    this.#prepare();
  }

  /** The face in view, or undefined behind the last one. */
  get current() {
    return this.#faces[this.#at];
  }

  get isFirst() {
    return this.#at === 0;
  }

  /** Faces from the present one to the last that is known. */
  get left() {
    return this.#faces.length - this.#at;
  }

  /** One on, or one back; false if there is none. Behind the last face is an end, where `current` is undefined. */
  async move(step) {
    const to = this.#at + step;
    if (to < 0 || to > this.#faces.length) {
      return false;
    }
    this.#at = to;
    while (to === this.#faces.length && this.#next !== null) {
      await this.#read();
    }
    this.#prepare();
    return true;
  }

  /** From the start, for faces that were passed over: their order changes while the model still looks at them. */
  async readAgain() {
    const {length} = this.#faces;
    do {
      await this.#read();
    } while (this.#next !== null && this.#faces.length === length);
    this.#prepare();
  }

  /** Goes to a face, also to one that is not in this queue. */
  async goTo(number) {
    const known = this.#faces.findIndex(face => face.number === number);
    if (known >= 0) {
      this.#at = known;
    } else {
      this.#faces.splice(this.#at, 0, await api.face(this.#source, number, this.#reviewer, this.#signal));
    }
    this.#prepare();
  }

  /** Details of a face; a promise. */
  details(face) {
    return this.#readied(face).details;
  }

  /** An image element of a face, mostly loaded already. */
  image(face) {
    return this.#readied(face).image;
  }

  /** What is known of the face is old: it was voted on. */
  forget(number) {
    const known = this.#ready.get(number);
    if (known) {
      known.details = null;
    }
  }

  #readied(face) {
    const known = this.#ready.get(face.number) ?? {image: loaded(face.image), details: null};
    known.details ??= this.#detailed(face.number, known);
    this.#ready.set(face.number, known);
    return known;
  }

  #detailed(number, known) {
    const details = api.face(this.#source, number, this.#reviewer, this.#signal);
    details.catch(() => {
      known.details = null; // The next look asks again.
    });
    return details;
  }

  #prepare() {
    for (const face of this.#faces.slice(this.#at, this.#at + READY)) {
      this.#readied(face);
    }
    const near = new Set(this.#faces.slice(Math.max(0, this.#at - KEEP), this.#at + KEEP).map(face => face.number));
    [...this.#ready.keys()].filter(number => !near.has(number)).forEach(number => this.#ready.delete(number));
    if (this.left < AHEAD && this.#next !== null) {
      this.#read().catch(() => {}); // Asked again on the next move; at the end, where it matters, with its problem.
    }
  }

  /** One page at a time. */
  #read() {
    this.#reading ??= this.#readPage().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readPage() {
    const page = await api.queue(this.#source, {...this.#filters, reviewer: this.#reviewer, after: this.#next, limit: PAGE}, this.#signal);
    const known = new Set(this.#faces.map(face => face.number));
    this.#faces.push(...page.faces.filter(face => !known.has(face.number)));
    this.total = page.total;
    this.#next = page.next;
  }
}

function loaded(address) {
  const image = new Image();
  image.src = address;
  image.alt = 'The face to judge';
  image.className = 'pixels';
  image.decoding = 'sync'; // A loaded image is there with the frame that shows it, without a flash.
  return image;
}

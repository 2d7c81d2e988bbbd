/** A picture, or the camera's, with boxes over its faces. */

import {el} from './dom.js';

const ENLARGED = 96;

export class Stage {
  element = el('figure', {class: 'stage'});
  #media = null;
  #boxes = el('div', {class: 'boxes'});
  #size = null;

  /** Shows an image or video in place of the last; boxes go. */
  show(media) {
    this.#media = media;
    this.#size = null;
    this.#boxes.replaceChildren();
    this.element.replaceChildren(el('div', {class: 'frame'}, media, this.#boxes));
  }

  /** Draws the boxes of an answer; `chosen` is called with the index of a box that is pressed. */
  mark({width, height, faces}, chosen) {
    this.#size = {width, height};
    const of = (part, whole) => `${100 * part / whole}%`;
    this.#boxes.replaceChildren(...faces.map(({box}, at) => el('button',
      {
        type: 'button',
        class: 'box',
        'aria-label': `Face ${at + 1}`,
        onclick: () => chosen(at),
        style: {left: of(box.x, width), top: of(box.y, height), width: of(box.width, width), height: of(box.height, height)},
      },
      el('span', {class: 'tag'}))));
  }

  /** The picture stays, its boxes go. */
  clear() {
    this.#boxes.replaceChildren();
  }

  /** Writes decisions on the boxes: `[{answered, text}, ...]`. */
  decide(decisions) {
    [...this.#boxes.children].forEach((box, at) => {
      const {answered, text} = decisions[at];
      box.classList.toggle('declined', !answered);
      box.firstChild.textContent = `${at + 1} ${text}`;
      box.setAttribute('aria-label', `Face ${at + 1}: ${text}`);
    });
  }

  /** A small picture of one face; of a picture that the browser cannot show, an empty one. */
  crop({box}) {
    const canvas = el('canvas', {class: 'crop', width: ENLARGED, height: ENLARGED, 'aria-hidden': 'true'});
    const natural = this.#media.videoWidth ?? this.#media.naturalWidth;
    if (natural) {
      const scale = natural / this.#size.width;
      canvas.getContext('2d').drawImage(this.#media, box.x * scale, box.y * scale, box.width * scale, box.height * scale, 0, 0, ENLARGED, ENLARGED);
    }
    return canvas;
  }
}

/** The camera: its pictures go to the service that the page came from, and nowhere else. */

import {el} from './dom.js';
import {Problem} from './service.js';

const QUALITY = 0.92;

const REASONS = {
  NotAllowedError: 'The browser was not allowed to use the camera. Allow it for this page and try again.',
  NotFoundError: 'This machine has no camera that the browser can see.',
  NotReadableError: 'Another program uses the camera. Close it there and try again.',
};

export class Camera {
  video = el('video', {autoplay: true, muted: true, playsinline: true, 'aria-label': 'Camera'});
  #stream;

  static isPossible() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  /** Opens the camera; it closes when the signal is aborted. */
  static async open(signal) {
    const camera = new Camera();
    try {
      camera.#stream = await navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}, facingMode: 'user'}});
    } catch (error) {
      throw new Problem(400, {title: 'No camera', detail: REASONS[error.name] ?? error.message});
    }
    signal.addEventListener('abort', () => camera.close());
    if (signal.aborted) {
      camera.close();
    }
    camera.video.srcObject = camera.#stream;
    await camera.video.play();
    return camera;
  }

  close() {
    this.#stream.getTracks().forEach(track => track.stop());
  }

  /** What it sees now, as a JPEG. */
  snapshot() {
    const {videoWidth: width, videoHeight: height} = this.video;
    const canvas = el('canvas', {width, height});
    canvas.getContext('2d').drawImage(this.video, 0, 0);
    return new Promise(done => canvas.toBlob(done, 'image/jpeg', QUALITY));
  }
}

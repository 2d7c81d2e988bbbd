/** Pages by the part of the address behind "#": `#review/mine?state=open` is the page "review", path ["mine"], and a query. */

import {withQuery} from './service.js';
import {problemBox} from './notices.js';

function parse(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?');
  const [page = '', ...rest] = path.split('/').filter(Boolean).map(decoded);
  return {page, path: rest, query: new URLSearchParams(query)};
}

/** People edit addresses. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a page; empty values of the query are left out. */
export function address(page, path = [], query = {}) {
  return withQuery(`#${[page, ...path].map(encodeURIComponent).join('/')}`, query);
}

/** Writes a page's state into the address without showing the page anew. */
export function remember(hash) {
  history.replaceState(null, '', hash || location.pathname);
}

/**
 * Shows the page that the address names. A page is `{name, title, keys, show(main, route, signal)}`; its signal is aborted when
 * the page is left, which ends its requests, timers and listeners.
 */
export class Router {
  #main;
  #pages;
  #shown;
  #leave = new AbortController();

  constructor(main, pages, shown) {
    this.#main = main;
    this.#pages = pages;
    this.#shown = shown;
  }

  start() {
    addEventListener('hashchange', () => this.show(true));
    return this.show(false);
  }

  /** Shows the present page from its beginning; `moved` if people came from another one, whose focus is gone. */
  async show(moved) {
    this.#leave.abort();
    this.#leave = new AbortController();
    const signal = this.#leave.signal;
    const route = parse(location.hash);
    const page = this.#pages.find(one => one.name === route.page) ?? this.#pages[0];
    this.#main.replaceChildren();
    this.#shown(page);
    document.title = `${page.title} · Ambivalent`;
    if (moved) {
      this.#main.focus();
      scrollTo(0, 0);
    }
    try {
      await page.show(this.#main, route, signal);
    } catch (error) {
      // Whoever asks for the token has taken the page.
      if (!signal.aborted && error.status !== 401) {
        this.#main.append(problemBox(error, () => this.show(false)));
      }
    }
  }
}

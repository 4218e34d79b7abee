import type { OutgoingHttpHeaders } from 'node:http';

import type { Answer, Sent } from './request.ts';

/** A form of a page, as a browser would fill and post it. */
export interface Form {
  readonly action: string;
  readonly method: string;
  /** Name to value of every hidden field. */
  readonly hidden: Readonly<Record<string, string>>;
  /** The text of the form, to tell forms apart. */
  readonly html: string;
}

/** Where the browser has arrived. */
export interface Page {
  readonly answer: Answer;
  /** The path under the origin. */
  readonly path: string;
  readonly forms: readonly Form[];
  /** Where the service sent the browser away to, when it did. */
  readonly leftTo: URL | undefined;
}

/** What the browser sends to: a running service. */
export interface Site {
  readonly origin: string;
  send(path: string, sent?: Sent): Promise<Answer>;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return named[String(name)] ?? whole;
  });
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : decodeEntities(value);
}

/** Every form of a page. */
export function parseForms(html: string): Form[] {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const [open = ''] = form.split('>', 1);
    const hidden: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
      if (attribute(input, 'type') !== 'hidden') continue;
      hidden[attribute(input, 'name') ?? ''] = attribute(input, 'value') ?? '';
    }
    return {
      action: attribute(open, 'action') ?? '',
      method: (attribute(open, 'method') ?? 'get').toUpperCase(),
      hidden,
      html: form,
    };
  });
}

const redirectsMax = 10;

/** A browser without a window: keeps cookies, follows redirects inside the service, posts forms. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Every `Set-Cookie` line that was received, in order. */
  readonly setCookies: string[] = [];
  readonly #site: Site;
  readonly #headers: OutgoingHttpHeaders;

  constructor(site: Site, headers: OutgoingHttpHeaders = {}) {
    this.#site = site;
    this.#headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers };
  }

  /** The Cookie header as it would be sent now. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(answer: Answer): void {
    for (const line of answer.headers['set-cookie'] ?? []) {
      this.setCookies.push(line);
      const [pair = ''] = line.split(';', 1);
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals);
      const isGone = /;\s*(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(line);
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(equals + 1));
    }
  }

  /** One request with the cookies, without following anything. */
  async request(path: string, sent: Sent = {}): Promise<Answer> {
    const headers: OutgoingHttpHeaders = { ...this.#headers, ...sent.headers };
    if (this.cookies.size > 0) headers['cookie'] ??= this.cookieHeader;
    const answer = await this.#site.send(path, { ...sent, headers });
    this.#keep(answer);
    return answer;
  }

  async #arrive(path: string, first: Answer): Promise<Page> {
    let answer = first;
    let here = path;
    for (let redirects = 0; redirects < redirectsMax; redirects += 1) {
      const location = answer.header('location');
      if (answer.status < 300 || answer.status > 399 || location === undefined) {
        return { answer, path: here, forms: parseForms(answer.body), leftTo: undefined };
      }
      const target = new URL(location, this.#site.origin + here);
      if (target.origin !== this.#site.origin) {
        return { answer, path: here, forms: [], leftTo: target };
      }
      here = target.pathname + target.search;
      answer = await this.request(here);
    }
    throw new Error(`More than ${redirectsMax} redirects, the last to ${here}`);
  }

  /** Opens a page as a typed address or a link from elsewhere does. */
  async open(path: string): Promise<Page> {
    return this.#arrive(path, await this.request(path));
  }

  /** Posts a form of the page that is open, as the page itself would. */
  async submit(
    form: Form,
    fields: Readonly<Record<string, string>> = {},
    headers: OutgoingHttpHeaders = {},
  ): Promise<Page> {
    const own = { origin: this.#site.origin, 'sec-fetch-site': 'same-origin', ...headers };
    const answer = await this.request(form.action, {
      method: form.method,
      form: { ...form.hidden, ...fields },
      headers: own,
    });
    return this.#arrive(form.action, answer);
  }
}

/** The form of a page that posts to an action; throws when there is none. */
export function formTo(page: Page, action: string): Form {
  const form = page.forms.find((candidate) => candidate.action === action);
  if (form === undefined) {
    throw new Error(
      `The page at ${page.path} (${page.answer.status}) has no form to ${action}: ${page.answer.body.slice(0, 300)}`,
    );
  }
  return form;
}

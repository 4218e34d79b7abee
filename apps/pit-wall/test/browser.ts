/** A page as the browser got it. */
export interface Page {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/**
 * A browser without a screen: it keeps the cookies of one origin, follows redirects wherever they
 * lead, and posts the forms of the page it is on as a browser does.
 */
export class Browser {
  readonly origin: string;
  readonly cookies = new Map<string, string>();
  page: Page | undefined;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** The text of the page it is on. */
  get text(): string {
    return this.page?.text ?? '';
  }

  async open(path: string): Promise<Page> {
    return this.#send(new URL(path, this.origin), { method: 'GET' });
  }

  /** Opens a page elsewhere or here and stops at the first redirect. */
  async openOnce(url: string): Promise<Response> {
    return this.#sendOnce(new URL(url, this.origin), { method: 'GET' });
  }

  /** Posts the form of the page that goes to `action`, with fields of its own over it. */
  async submit(
    action: string,
    own: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<Page> {
    const fields = { ...readFields(this.text, action), ...own };
    return this.#send(new URL(action, this.origin), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  async #send(url: URL, init: RequestInit): Promise<Page> {
    let next = url;
    let response = await this.#sendOnce(next, init);
    for (let hop = 0; hop < 10 && response.status >= 300 && response.status < 400; hop += 1) {
      next = new URL(response.headers.get('location') ?? '', next);
      response = await this.#sendOnce(next, { method: 'GET' });
    }
    const { status, headers } = response;
    this.page = { status, headers, url: next.href, text: await response.text() };
    return this.page;
  }

  async #sendOnce(url: URL, init: RequestInit): Promise<Response> {
    const isOwn = url.origin === this.origin;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (isOwn && cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of isOwn ? response.headers.getSetCookie() : []) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.cookies.set(name, value);
    }
    return response;
  }
}

/** The unseen fields of the first form of a page that goes to `action`. */
function readFields(text: string, action: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes(`action="${action}"`));
  const inside = form?.split('</form>')[0] ?? '';
  const inputs = inside.matchAll(/name="([^"]*)"\s+value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, value]));
}

/** A browser without a window, for the pages of one app: it keeps cookies, and follows no redirect by itself. */
export class CookieBrowser {
  readonly #origin: string;
  readonly cookies = new Map<string, string>();
  /** The last Set-Cookie lines, as they came. */
  setCookies: readonly string[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  async open(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#origin), {
      redirect: 'manual',
      ...init,
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(init.headers as Readonly<Record<string, string>> | undefined),
      },
    });
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      const isOver = value === '' || /;\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(line);
      if (isOver) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Posts a form as a page of the app does. */
  post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const own = { origin: this.#origin, 'sec-fetch-site': 'same-origin', ...headers };
    return this.open(path, { method: 'POST', body: new URLSearchParams(fields), headers: own });
  }

  /** The page's text after redirects within the app. */
  async read(path: string): Promise<string> {
    let response = await this.open(path);
    for (let count = 0; count < 5 && response.headers.has('location'); count += 1) {
      response = await this.open(response.headers.get('location') ?? '');
    }
    return response.text();
  }
}

/** The value of a hidden field of a page. */
export function hiddenField(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}

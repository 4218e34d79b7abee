/** A form of a page, as it would be posted unfilled. */
export interface PageForm {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
}

/** Where a browser has arrived: at a page of the service, or on its way to an app. */
export type Arrival =
  | { readonly leftTo: string }
  | {
      readonly leftTo?: undefined;
      readonly path: string;
      readonly status: number;
      readonly forms: readonly PageForm[];
      /** What the page says, without its markup. */
      readonly text: string;
    };

const redirectsMax = 10;
const textLengthMax = 300;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|([a-z]+));/g, (whole, decimal: string, name: string) =>
    decimal === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(decimal)),
  );
}

function readAttribute(tag: string, name: string): string {
  return decodeEntities(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function parseForms(html: string): PageForm[] {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => {
    const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
    const hidden = inputs
      .filter((input) => readAttribute(input, 'type') === 'hidden')
      .map((input) => [readAttribute(input, 'name'), readAttribute(input, 'value')] as const);
    return { action: readAttribute(form, 'action'), hidden: Object.fromEntries(hidden) };
  });
}

function readText(html: string): string {
  const main = /<main\b[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  const text = decodeEntities(main.replaceAll(/<[^>]*>/g, ' '));
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, textLengthMax);
}

/** A browser without a window, for the pages of one service: keeps cookies, posts forms, follows redirects. */
export interface WindowlessBrowser {
  open(url: string): Promise<Arrival>;
  /** Posts a form of the page that is open, with the fields that were filled in. */
  submit(form: PageForm, fields: Readonly<Record<string, string>>): Promise<Arrival>;
}

/** Opens a browser that knows nothing yet. @param origin of the service: wherever else it leads is left alone */
export function openWindowlessBrowser(
  origin: string,
  send: typeof globalThis.fetch,
): WindowlessBrowser {
  const cookies = new Map<string, string>();
  const request = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      accept: 'text/html',
      ...(cookie !== '' && { cookie }),
      ...(init.method === 'POST' && { origin, 'sec-fetch-site': 'same-origin' }),
    };
    const response = await send(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      if (/;\s*max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const arrive = async (first: string, init?: RequestInit): Promise<Arrival> => {
    let url = first;
    let response = await request(url, init);
    for (let redirects = 0; redirects < redirectsMax; redirects += 1) {
      const html = await response.text();
      const location = response.headers.get('location');
      if (location === null) {
        const { pathname: path } = new URL(url);
        return { path, status: response.status, forms: parseForms(html), text: readText(html) };
      }
      url = new URL(location, url).href;
      // As it was sent: what an app registered is compared letter for letter.
      if (new URL(url).origin !== origin) return { leftTo: location };
      response = await request(url);
    }
    throw new Error(`${origin} redirected more than ${redirectsMax} times`);
  };
  return {
    open: (url) => arrive(url),
    submit: ({ action, hidden }, fields) =>
      arrive(new URL(action, origin).href, {
        method: 'POST',
        body: new URLSearchParams({ ...hidden, ...fields }),
      }),
  };
}

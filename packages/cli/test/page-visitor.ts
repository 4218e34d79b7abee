/** A browser without a screen: cookies, redirects and plain forms. */
export interface PageVisitor {
  /** Opens an address and follows redirects; gives the page and where it was found. */
  readonly open: (url: string) => Promise<Page>;
  /** Fills in the form that has all of the fields, and sends it. */
  readonly submit: (page: Page, fields: Readonly<Record<string, string>>) => Promise<Page>;
}

/** A page as it arrived. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');

/** Starts with no cookie at all. */
export function createPageVisitor(): PageVisitor {
  const cookies = new Map<string, string>();

  async function request(url: string, init: RequestInit): Promise<Page> {
    const { origin } = new URL(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, origin, 'sec-fetch-site': 'same-origin' };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, status: response.status, text: await response.text() };
    return request(new URL(location, url).href, {});
  }

  return {
    open: (url) => request(url, {}),
    submit: async (page, fields) => {
      const forms = page.text.match(/<form[^>]*>.*?<\/form>/gs) ?? [];
      const names = Object.keys(fields).map((name) => `name="${name}"`);
      const form = forms.find((text) => names.every((name) => text.includes(name)));
      if (form === undefined) throw new Error(`No form has ${names.join(', ')}: ${page.text}`);
      const body = new URLSearchParams();
      for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        body.set(attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '');
      }
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const action = attribute(form, 'action') ?? page.url;
      return request(new URL(action, page.url).href, { method: 'POST', body });
    },
  };
}

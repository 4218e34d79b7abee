import type { RateLimit } from '@pitpass/client';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? '');

const style = `:root { color-scheme: light dark }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; font: 1rem/1.5 system-ui, sans-serif }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem }
pre { padding: 1rem; border: 1px solid #8886; border-radius: .375rem; white-space: pre-wrap; overflow-wrap: anywhere }`;

/** What the data service said. */
export interface Shown {
  readonly payload: unknown;
  readonly rateLimit: RateLimit | undefined;
}

/**
 * The one page of the app.
 *
 * @param name of who is signed in; undefined when nobody is
 */
export function page(name: string | undefined, shown?: Shown, problem?: string): string {
  const links =
    name === undefined
      ? '<a href="/auth/signin">Sign in</a>'
      : '<a href="/">Start</a> <a href="/member">My data</a> <a href="/auth/signout">Sign out</a>';
  const title = name === undefined ? 'Paddock' : `Hello, ${escape(name)}`;
  const limit = shown?.rateLimit;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Paddock</title>
    <style>${style}</style>
  </head>
  <body>
    <nav>${links}</nav>
    <main>
      <h1>${title}</h1>
      ${problem === undefined ? '' : `<p role="alert">${escape(problem)}</p>`}
      ${limit === undefined ? '' : `<p>${limit.remaining} of ${limit.limit} requests left.</p>`}
      ${shown === undefined ? '' : `<pre>${escape(JSON.stringify(shown.payload, null, 2))}</pre>`}
    </main>
  </body>
</html>
`;
}

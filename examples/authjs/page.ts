const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? '');

const style = `:root { color-scheme: light dark }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; padding-bottom: .75rem; border-bottom: 1px solid #8886 }
nav a { color: inherit }
h1 { font-size: 1.5rem; line-height: 1.25 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
dd { margin: 0 }`;

/** One of the member's licences. */
export interface License {
  readonly category: string;
  readonly rating: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null;

const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '?';

/** Reads what `/data/member/info` sent. The service changes without notice: what is not there is left out. */
export function readLicenses(payload: unknown): License[] {
  const licenses = isObject(payload) ? payload['licenses'] : undefined;
  if (!isObject(licenses)) return [];
  return Object.values(licenses)
    .filter(isObject)
    .map(({ category_name, group_name, safety_rating }) => ({
      category: word(category_name),
      rating: `${word(group_name)} ${word(safety_rating)}`,
    }));
}

/**
 * The one page of the app.
 *
 * @param name of who is signed in; undefined when nobody is
 */
export function page(
  name: string | undefined,
  licenses?: readonly License[],
  problem?: string,
): string {
  const links =
    name === undefined
      ? '<a href="/auth/signin">Sign in</a>'
      : '<a href="/">Start</a> <a href="/member">Licences</a> <a href="/auth/signout">Sign out</a>';
  const title = name === undefined ? 'Paddock' : `Hello, ${escape(name)}`;
  const rows = licenses?.map(
    ({ category, rating }) => `<dt>${escape(category)}</dt><dd>${escape(rating)}</dd>`,
  );
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
      ${name === undefined ? '<p>Sign in with iRacing to see your licences.</p>' : ''}
      ${problem === undefined ? '' : `<p role="alert">${escape(problem)}</p>`}
      ${rows === undefined ? '' : `<dl>${rows.join('')}</dl>`}
    </main>
  </body>
</html>
`;
}

import { createHash } from 'node:crypto';
import { documentationStyle } from './documentation-style.ts';
import { scopes, tokenRefusals } from './openapi.ts';
import type { QueryParameter } from './query.ts';
import type { RouteEntry, Samples } from './route-entry.ts';
import { summaryOf } from './route-entry.ts';
import { routeTable } from './route-table.ts';

/** The page at `/doc`. */
export interface DocumentationPage {
  readonly headers: Readonly<Record<string, string>>;
  /** The whole page, with examples that work. */
  render(samples: Samples): string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Text in which backticks enclose code. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function definitions(rows: readonly (readonly [term: string, text: string])[]): string {
  const items = rows.map(
    ([term, text]) => `<dt><code>${escape(term)}</code></dt><dd>${prose(text)}</dd>`,
  );
  return `<dl>${items.join('')}</dl>`;
}

function termsOf(parameter: QueryParameter): readonly [string, string] {
  if (parameter.kind === 'list') return [`${parameter.name}[]`, parameter.description];
  const { name, description, minimum, maximum, default: value } = parameter;
  return [name, `${description} From ${minimum} to ${maximum}; ${value} when left out.`];
}

function exampleCall(entry: RouteEntry, origin: string, samples: Samples): string {
  const query = entry.exampleQuery?.(samples);
  // Without -g, curl takes brackets for a range of its own.
  const options = query === undefined ? 'curl' : 'curl -g';
  const url = `'${origin}${entry.path}${query === undefined ? '' : `?${query}`}'`;
  const lines = [`${options} ${url}`, `  -H "Authorization: Bearer $ACCESS_TOKEN"`];
  if (entry.hasUidBody === true) {
    lines.push(`  -H 'Content-Type: application/json'`);
    lines.push(`  -d '${JSON.stringify({ uid: samples.map.uid })}'`);
  }
  return lines.join(' \\\n');
}

function routeArticle(entry: RouteEntry, origin: string, samples: Samples): string {
  const { operationId, method, path, token, answer } = entry;
  const grants = token === 'user' ? 'a member’s token' : 'a token of any grant';
  const parameters: (readonly [string, string])[] = entry.parameters.map(termsOf);
  if (entry.hasUidBody === true) parameters.push(['uid', 'In the JSON body: the uid of a map.']);
  const body = answer === undefined ? undefined : JSON.stringify(answer.example(samples), null, 2);
  const refusals = {
    ...entry.refusals,
    401: tokenRefusals[401],
    ...(token === 'user' && { 403: tokenRefusals[403] }),
  };
  return `<article aria-labelledby="${operationId}">
<h3 id="${operationId}"><span class="method">${method}</span> <code>${path}</code></h3>
<p>${escape(summaryOf(entry))}</p>
<p>${prose(entry.description)}</p>
<p class="muted">Needs ${grants}.</p>
${parameters.length === 0 ? '' : `<h4>Parameters</h4>\n${definitions(parameters)}`}
<h4>Example</h4>
<pre><code>${escape(exampleCall(entry, origin, samples))}</code></pre>
<h4>Answer</h4>
${body === undefined ? '<p>204, without content.</p>' : `<pre><code>${escape(body)}</code></pre>`}
<h4>Refusals</h4>
${definitions(Object.entries(refusals))}
</article>`;
}

function contents(): string {
  const items = routeTable.map(
    (entry) =>
      `<li><a href="#${entry.operationId}">${escape(summaryOf(entry))}</a> <span class="muted">${entry.method} ${entry.path}</span></li>`,
  );
  return `<nav aria-labelledby="routes"><ul>${items.join('')}</ul></nav>`;
}

function renderPage(origin: string, samples: Samples): string {
  const articles = routeTable.map((entry) => routeArticle(entry, origin, samples));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Trackmania API · Pitpass</title>
<link rel="icon" href="data:,">
<style>${documentationStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>Trackmania API</h1>
<p>A local service that speaks the dialect of the Trackmania API. Its accounts, maps and records are
made up, and those in the examples below exist. It is not affiliated with the makers of the game.</p>
<p><a href="/doc.json">The same as OpenAPI</a></p>
</header>
<main id="content" tabindex="-1">
<h2>Tokens</h2>
<p>Every route needs <code>Authorization: Bearer</code> and an access token. Members give one through
<code>${escape(origin)}/oauth/authorize</code>; programs without a member get one by client
credentials. Both fetch it from <code>${escape(origin)}/api/access_token</code>.</p>
<h2>Scopes</h2>
${definitions(Object.entries(scopes))}
<h2>Errors</h2>
<p>A 401 has <code>error</code>, <code>error_description</code> and <code>hint</code>, and a
challenge in <code>WWW-Authenticate</code>. Every other refusal has a sentence in
<code>message</code>.</p>
<h2 id="routes">Routes</h2>
${contents()}
${articles.join('\n')}
</main>
<footer><p class="muted">Pitpass</p></footer>
</body>
</html>
`;
}

/**
 * Creates the page that shows the API to people: no script, and nothing from elsewhere.
 *
 * @param publicOrigin what every URL begins with
 * @see CSP Level 3 §6.7 (style by hash)
 */
export function createDocumentationPage(publicOrigin: string): DocumentationPage {
  const { origin, protocol } = new URL(publicOrigin);
  const styleHash = createHash('sha256').update(documentationStyle).digest('base64');
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'sha256-${styleHash}'`,
        'img-src data:',
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      ...(protocol === 'https:' && {
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
      }),
    },
    render: (samples) => renderPage(origin, samples),
  };
}

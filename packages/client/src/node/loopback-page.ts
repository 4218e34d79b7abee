import { createHash } from 'node:crypto';

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 30rem; padding: 2rem; border-left: 4px solid #d0021b; }
main.done { border-color: #1a7f37; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
p { margin: 0; }
`;

const styleDigest = createHash('sha256').update(style).digest('base64');

/** The headers of every page here: nothing is loaded, kept, framed or passed on. */
export const loopbackPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${styleDigest}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  connection: 'close',
};

/** What a page tells the person in front of the browser. */
export interface LoopbackPage {
  readonly isDone: boolean;
  readonly heading: string;
  readonly text: string;
}

/**
 * One small page that needs nothing but itself. Its texts are ours: nothing from outside is in
 * them.
 */
export function renderLoopbackPage(page: LoopbackPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.heading}</title>
<style>${style}</style>
</head>
<body>
<main${page.isDone ? ' class="done"' : ''}>
<h1>${page.heading}</h1>
<p>${page.text}</p>
</main>
</body>
</html>
`;
}

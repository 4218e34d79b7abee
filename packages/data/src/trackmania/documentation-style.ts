/** The style of `/doc`, which stands in the page itself: nothing is fetched from elsewhere. */
export const documentationStyle = `
:root {
  color-scheme: light dark;
  --page: #f7f7f4;
  --surface: #ffffff;
  --ink: #161a17;
  --muted: #58605a;
  --hairline: #dfe2dc;
  --accent: #0b5d3b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1210;
    --surface: #171b18;
    --ink: #eef1ee;
    --muted: #9da79f;
    --hairline: #2b332d;
    --accent: #4cc38a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 960px; margin: 0 auto; padding: 24px 16px; }
h1 { margin: 0 0 8px; font-size: 2.074rem; line-height: 1.2; }
h2 { margin: 48px 0 8px; font-size: 1.44rem; }
main > h2:first-child { margin-top: 0; }
h3 { margin: 0 0 8px; font-size: 1.2rem; }
h4 { margin: 16px 0 4px; font-size: 1rem; }
p, dl { max-width: 68ch; margin: 0 0 12px; }
a { color: var(--accent); text-underline-offset: 0.3em; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre {
  margin: 0;
  padding: 12px;
  border: 1px solid var(--hairline);
  border-radius: 6px;
  background: var(--page);
  white-space: pre-wrap;
}
article {
  margin: 16px 0;
  padding: 20px;
  border: 1px solid var(--hairline);
  border-radius: 6px;
  background: var(--surface);
}
dt { font-weight: 600; }
dd { margin: 0 0 8px; color: var(--muted); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li { padding: 4px 0; }
.method { color: var(--accent); font-weight: 700; }
.muted { color: var(--muted); }
.skip { position: absolute; inset-inline-start: -999px; }
.skip:focus { inset-inline-start: 16px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print { article { break-inside: avoid; } }
`;

/** Markup that is safe to send. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function write(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(write).join('');
  return String(part ?? '').replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A template whose parts are text unless they are markup themselves: names of people may hold anything. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, next, index) => text + write(parts[index - 1]) + next));
}

/** What every page looks like; dark when the browser is. */
export const stylesheet = `:root { color-scheme: light dark; --line: #8886; --accent: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --accent: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
header a { color: inherit; }
header form { margin-left: auto; }
.brand { font-weight: 700; text-decoration: none; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.5rem 0 .5rem; }
button, .button { display: inline-block; font: inherit; padding: .5rem 1rem; border: 1px solid var(--accent); border-radius: .375rem; background: none; color: var(--accent); text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: color-mix(in srgb, var(--accent) 12%, transparent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul.races { list-style: none; padding: 0; }
ul.races li { display: grid; grid-template-columns: 3.5rem 1fr; padding: .5rem 0; border-bottom: 1px solid var(--line); }
ul.races b { font-size: 1.25rem; }
ul.races span { display: block; opacity: .75; font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dd { margin: 0; }
time { white-space: nowrap; }
.note { opacity: .75; font-size: .875rem; }
`;

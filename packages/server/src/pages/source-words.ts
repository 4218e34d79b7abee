import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { agentCut, longValue } from './long-value.ts';
import { texts } from './texts.ts';

/** From where something came, as far as it is known. */
export interface ShownPlace {
  readonly country: string | null;
  readonly city: string | null;
}

/** With which program, as far as its header says. */
export interface ShownProgram {
  readonly operating_system: string | null;
  readonly browser: string | null;
}

/** City and country; undefined when neither is known. */
export function placeWords({ city, country }: ShownPlace): Html | undefined {
  const parts = [city, country].filter((part) => part !== null);
  return parts.length === 0 ? undefined : isolated(parts.join(', '));
}

function shortWords({ browser, operating_system }: ShownProgram): string | undefined {
  if (browser === null) return operating_system ?? undefined;
  return operating_system === null ? browser : texts.shared.browserOn(browser, operating_system);
}

/** "Chrome on Windows"; the header itself where it is not understood. */
export function programWords(program: ShownProgram, header: string | null): Html | string {
  if (header === null || header.trim() === '') return texts.account.unknownAgent;
  const short = shortWords(program);
  return short === undefined ? longValue(header, agentCut) : isolated(short);
}

/** {@link programWords} with the whole header on demand. */
export function wholeProgramWords(program: ShownProgram, header: string | null): Html | string {
  const words = programWords(program, header);
  if (header === null || shortWords(program) === undefined) return words;
  return html`${words}
    <details class="whole">
      <summary>${texts.shared.wholeHeader}</summary>
      <p>${isolated(header)}</p>
    </details>`;
}

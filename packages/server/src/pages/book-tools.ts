import { html } from './html.ts';
import type { Html } from './html.ts';
import { bookTexts } from './book-texts.ts';

interface ToolField {
  readonly name: string;
  readonly label: string;
  readonly isSecret?: boolean;
}

function fieldHtml({ name, label, isSecret }: ToolField, prefix: string): Html {
  const id = `${prefix}tool-${name}`;
  // No name attribute and no form: nothing here can be sent, by Enter or otherwise.
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      data-field="${name}"
      type="${isSecret === true ? 'password' : 'text'}"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    />
  </div>`;
}

function resultHtml(name: string, label: string, prefix: string): Html {
  const id = `${prefix}result-${name}`;
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <output id="${id}" class="book-result selectable" data-result="${name}">–</output>
  </div>`;
}

function tool(
  name: 'pkce' | 'masking',
  prefix: string,
  content: {
    readonly fields: readonly ToolField[];
    readonly results: Readonly<Record<string, string>>;
  },
): Html {
  const words = bookTexts.tools;
  return html`<div
    class="book-tool"
    role="group"
    aria-label="${words[name].title}"
    data-tool="${name}"
    data-no-digest="${words.noDigest}"
    data-verdicts="${JSON.stringify(words[name].verdicts)}"
  >
    <p class="small">${words.staysHere}</p>
    <p class="callout" data-without-scripts>${words.noScript}</p>
    <div class="book-fields" hidden>
      ${content.fields.map((field) => fieldHtml(field, prefix))}
      ${Object.entries(content.results).map(([result, label]) => resultHtml(result, label, prefix))}
    </div>
    <p class="book-verdict" role="status" data-verdict></p>
  </div>`;
}

/** Where a reader's own verifier and challenge are compared, in the reader's browser alone. */
export function pkceTool(prefix: string): Html {
  const words = bookTexts.tools.pkce;
  return tool('pkce', prefix, {
    fields: [
      { name: 'verifier', label: words.verifier },
      { name: 'challenge', label: words.challenge },
    ],
    results: { s256: words.result },
  });
}

/** Where a reader's own masked value is compared with the right one, in the reader's browser alone. */
export function maskingTool(prefix: string): Html {
  const words = bookTexts.tools.masking;
  return tool('masking', prefix, {
    fields: [
      { name: 'identifier', label: words.identifier },
      { name: 'secret', label: words.secret, isSecret: true },
      { name: 'masked', label: words.masked },
    ],
    results: { masked: words.result, encoded: words.encoded },
  });
}

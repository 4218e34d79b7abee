import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { MailContent, MailFact, MailFrame, MailLink } from './mail-content.ts';
import { mailHref } from './mail-href.ts';
import { mailTexts } from './mail-texts.ts';
import { onOneLine, outsideName } from './outside-text.ts';

/**
 * The HTML of a mail: one column, no image, nothing loaded from anywhere. Its styles stand at the elements,
 * because many mail programs take everything else away; those that keep the sheet in the head have dark
 * colours, too. The colours are those of `assets/tokens.css`.
 */
export function mailHtml(content: MailContent, frame: MailFrame): Html {
  const { greeting, paragraphs, code, link, facts = [] } = content;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${onOneLine(content.subject)}</title>
        ${sheet}
      </head>
      <body
        class="page"
        style="margin:0;padding:24px 12px;background:#f7f7f4;color:#161a17;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
      >
        <div style="max-width:560px;margin:0 auto">
          <p class="mark" style="margin:0 0 12px;font-weight:700;color:#0b5d3b">
            ${frame.serviceName}
          </p>
          <div
            class="card"
            style="padding:24px;background:#ffffff;border:1px solid #dfe2dc;border-radius:6px;overflow-wrap:anywhere"
          >
            ${greeting !== undefined && paragraph(mailTexts.greeting(outsideName(greeting)))}
            ${paragraphs.map(paragraph)} ${code !== undefined && codeBlock(code)}
            ${link && linkBlock(link, frame)} ${facts.length > 0 && factTable(facts)}
            ${notYouBlock(content, frame)}
          </div>
          <p class="muted" style="margin:12px 0 0;font-size:13px;color:#58605a">
            ${mailTexts.foot(frame.serviceName, new URL(frame.origin).host)}
          </p>
        </div>
      </body>
    </html> `;
}

const sheet = html`<style>
  @media (prefers-color-scheme: dark) {
    .page {
      background: #0f1210 !important;
      color: #eef1ee !important;
    }
    .card {
      background: #171b18 !important;
      border-color: #2b332d !important;
    }
    .mark,
    .link {
      color: #4cc38a !important;
    }
    .muted {
      color: #9da79f !important;
    }
    .line {
      border-color: #2b332d !important;
    }
    .code {
      background: #1e2420 !important;
      border-color: #2b332d !important;
    }
    .button {
      background: #4cc38a !important;
      color: #06130c !important;
    }
  }
</style>`;

function paragraph(text: string): Html {
  return html`<p style="margin:0 0 16px">${text}</p> `;
}

function codeBlock(code: string): Html {
  return html`<p
    class="code"
    style="margin:0 0 16px;padding:12px 16px;background:#f7f7f4;border:1px solid #dfe2dc;border-radius:6px;text-align:center;font:700 28px/1.4 ui-monospace,'SF Mono',Menlo,Consolas,monospace;letter-spacing:4px"
  >
    ${code}
  </p> `;
}

function linkBlock(link: MailLink, frame: MailFrame): Html {
  const href = mailHref(link, frame);
  return html`<p style="margin:0 0 16px">
      <a
        class="button"
        href="${href}"
        target="_blank"
        rel="noopener noreferrer"
        style="display:inline-block;padding:10px 16px;background:#0b5d3b;color:#ffffff;border-radius:6px;font-weight:600;text-decoration:none"
        >${link.label}</a
      >
    </p>
    <p class="muted" style="margin:0 0 16px;font-size:13px;color:#58605a">
      ${mailTexts.linkByHand}<br />${ownLink(href, href)}
    </p> `;
}

function ownLink(href: string, words: string): Html {
  return html`<a
    class="link"
    href="${href}"
    target="_blank"
    rel="noopener noreferrer"
    style="color:#0b5d3b"
    >${words}</a
  >`;
}

function factTable(facts: readonly MailFact[]): Html {
  return html`<table
    role="presentation"
    cellpadding="0"
    cellspacing="0"
    style="margin:0 0 16px;border-collapse:collapse;font-size:14px"
  >
    ${facts.map(
      ({ name, value }) =>
        html`<tr>
          <td
            class="muted"
            style="padding:2px 16px 2px 0;white-space:nowrap;color:#58605a;vertical-align:top"
          >
            ${name}
          </td>
          <td style="padding:2px 0;vertical-align:top">${value}</td>
        </tr> `,
    )}
  </table> `;
}

function notYouBlock({ notYou }: MailContent, frame: MailFrame): Html {
  const { sentence, link } = notYou;
  return html`<p
    class="line"
    style="margin:0;padding:16px 0 0;border-top:1px solid #dfe2dc;font-size:14px"
  >
    <strong>${mailTexts.notYou}</strong>
    ${sentence} ${ownLink(mailHref(link, frame), link.label)}
  </p>`;
}

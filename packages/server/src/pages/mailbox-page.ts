import { html, isolated, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue } from './long-value.ts';
import { mailboxTexts } from './mailbox-texts.ts';
import { timeElement } from './time-words.ts';

/** A mail in the list of the local mailbox. */
export interface ListedMail {
  readonly to: string;
  readonly subject: string;
  /** Epoch seconds. */
  readonly sent_at: number;
  readonly href: string;
}

/** What the list of the local mailbox shows. */
export interface MailboxPageValues {
  readonly frame: PageFrame;
  readonly homeHref: string;
  /** Newest first. */
  readonly mails: readonly ListedMail[];
}

/** The local mailbox: every mail that the service would have sent, newest first. */
export function mailboxPage({ frame, homeHref, mails }: MailboxPageValues): Html {
  return columnLayout({
    frame,
    homeHref,
    title: mailboxTexts.title,
    content: html`
      <div class="page-head">
        <h1>${mailboxTexts.title}</h1>
        <p class="lead">${mailboxTexts.sentence}</p>
      </div>
      ${mails.length === 0 ? emptyState() : mailTable(mails)}
    `,
  });
}

function emptyState(): Html {
  return html`<p class="empty">${mailboxTexts.empty}</p>
    <section aria-labelledby="terminal">
      <h2 id="terminal">${mailboxTexts.terminal}</h2>
      <pre><code>${mailboxTexts.command}</code></pre>
    </section>`;
}

function mailTable(mails: readonly ListedMail[]): Html {
  const { subject, to, when } = mailboxTexts;
  return html`<table role="table" class="cards">
    <thead role="rowgroup">
      <tr role="row">
        ${[subject, to, when].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${mails.map(
        (mail) =>
          html`<tr role="row">
            <td role="cell" data-label="${subject}">
              <a href="${ownHref(mail.href)}">${isolated(mail.subject)}</a>
            </td>
            <td role="cell" data-label="${to}">${cutValue(mail.to, addressCut)}</td>
            <td role="cell" data-label="${when}">${timeElement(mail.sent_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What the page of one mail shows. */
export interface MailPageValues {
  readonly frame: PageFrame;
  readonly mailboxHref: string;
  readonly mail: Omit<ListedMail, 'href'> & { readonly text: string };
  /** Where the HTML of the mail is; it is shown in a frame of its own that runs nothing. */
  readonly htmlHref: string;
}

/** One mail of the local mailbox: its HTML as a mail program shows it, and its plain text. */
export function mailPage({ frame, mailboxHref, mail, htmlHref }: MailPageValues): Html {
  const { to, when, back, asHtml, asText, frameTitle } = mailboxTexts;
  return columnLayout({
    frame,
    homeHref: mailboxHref,
    title: isolatedText(mail.subject),
    content: html`
      <div class="page-head">
        <p><a href="${ownHref(mailboxHref)}">${back}</a></p>
        <h1>${isolated(mail.subject)}</h1>
        <p class="lead">${to} ${isolated(mail.to)} · ${when} ${timeElement(mail.sent_at)}</p>
      </div>
      <section aria-labelledby="html">
        <h2 id="html">${asHtml}</h2>
        <iframe
          class="mail-view"
          title="${frameTitle}"
          src="${ownHref(htmlHref)}"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerpolicy="no-referrer"
        ></iframe>
      </section>
      <section aria-labelledby="text">
        <h2 id="text">${asText}</h2>
        <pre tabindex="0">${mail.text}</pre>
      </section>
    `,
  });
}

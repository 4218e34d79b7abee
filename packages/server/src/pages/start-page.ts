import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';

/** A demo member as the local start page shows it, with the password. */
export interface DemoLogin {
  readonly display_name: string;
  readonly username: string;
  readonly password: string;
  readonly cust_id: number;
}

/** What the local start page shows. Only a local service has one: it shows passwords. */
export interface StartPageValues {
  readonly frame: PageFrame;
  readonly issuer: string;
  readonly accountHref: string;
  readonly ownAppsHref: string;
  /** Absent when no demo app runs. */
  readonly pitWallHref?: string | undefined;
  readonly mailboxHref: string;
  readonly dataDocHref: string;
  readonly trackmaniaDocHref: string;
  readonly guideHref: string;
  readonly members: readonly DemoLogin[];
  /** A command that works as it stands; absent when there is no client for it. */
  readonly curl?: string | undefined;
  /** One that gets a Trackmania app a token of its own; empty or absent when there is none. */
  readonly trackmaniaCurl?: string | undefined;
  /** The faults that are on, a sentence each, and the form that switches them off. */
  readonly faults: { readonly sentences: readonly string[]; readonly clear: FormTarget };
}

/** The start page of a local service: what it is, where to go, who to sign in as. */
export function startPage(values: StartPageValues): Html {
  const { frame, issuer, members, curl, trackmaniaCurl = '' } = values;
  return columnLayout({
    frame,
    title: texts.start.title,
    content: html`
      <div class="page-head">
        <h1>${texts.start.title}</h1>
        <p class="lead">${texts.start.sentence(html`<strong>${isolated(issuer)}</strong>`)}</p>
      </div>
      <section aria-labelledby="links">
        <h2 id="links">${texts.start.links}</h2>
        ${links(values)}
      </section>
      <section aria-labelledby="logins">
        <h2 id="logins">${texts.start.members}</h2>
        ${
          members.length === 0
            ? html`<p class="empty">${texts.start.noMembers}</p>`
            : html`<p class="section-sentence">${texts.start.membersSentence}</p>
                ${memberTable(members)}`
        }
      </section>
      ${
        curl !== undefined &&
        html`<section aria-labelledby="curl">
          <h2 id="curl">${texts.start.curl}</h2>
          <p class="section-sentence">${texts.start.curlSentence}</p>
          <pre><code>${curl}</code></pre>
          ${
            trackmaniaCurl !== '' &&
            html`<p class="section-sentence">${texts.start.trackmaniaCurlSentence}</p>
              <pre><code>${trackmaniaCurl}</code></pre>`
          }
        </section>`
      }
      <section aria-labelledby="faults">
        <h2 id="faults">${texts.start.faults}</h2>
        ${faultList(values.faults)}
      </section>
    `,
  });
}

function links(values: StartPageValues): Html {
  const rows = [
    { href: values.pitWallHref, name: texts.start.pitWall, words: texts.start.pitWallSentence },
    { href: values.accountHref, name: texts.start.account, words: texts.start.accountSentence },
    { href: values.ownAppsHref, name: texts.start.ownApps, words: texts.start.ownAppsSentence },
    { href: values.mailboxHref, name: texts.start.mailbox, words: texts.start.mailboxSentence },
    { href: values.dataDocHref, name: texts.start.dataDoc, words: texts.start.dataDocSentence },
    {
      href: values.trackmaniaDocHref,
      name: texts.start.trackmaniaDoc,
      words: texts.start.trackmaniaDocSentence,
    },
    { href: values.guideHref, name: texts.start.guide, words: texts.start.guideSentence },
  ];
  return html`<ul class="links">
    ${rows.map(({ href, name, words }) => {
      const safe = href === undefined ? undefined : ownHref(href);
      return (
        safe !== undefined && html`<li><a href="${safe}">${name}</a> <span>${words}</span></li>`
      );
    })}
  </ul>`;
}

function faultList({ sentences, clear }: StartPageValues['faults']): Html {
  const { faultsSentence, noFaults, faultCommand, clearFaults, clearFaultsBusy } = texts.start;
  if (sentences.length === 0) {
    return html`<p class="section-sentence">${noFaults}</p>
      <pre><code>${faultCommand}</code></pre>`;
  }
  return html`<p class="section-sentence">${faultsSentence}</p>
    <ul>
      ${sentences.map((sentence) => html`<li>${isolated(sentence)}</li>`)}
    </ul>
    ${buttonForm(clear, {
      label: clearFaults,
      busyLabel: clearFaultsBusy,
      className: 'secondary',
    })}`;
}

function memberTable(members: readonly DemoLogin[]): Html {
  const { member, username, password, customer } = texts.start;
  return html`<table role="table" class="cards">
    <thead role="rowgroup">
      <tr role="row">
        ${[member, username, password, customer].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${members.map(
        (row) =>
          html`<tr role="row">
            <td role="cell" data-label="${member}">${cutValue(row.display_name)}</td>
            <td role="cell" data-label="${username}">
              <code class="selectable">${isolated(row.username)}</code>
            </td>
            <td role="cell" data-label="${password}">
              <code class="selectable">${isolated(row.password)}</code>
            </td>
            <td role="cell" data-label="${customer}" class="figure">${row.cust_id}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

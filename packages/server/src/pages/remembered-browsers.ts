import { buttonForm } from './form.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { placeWords, programWords } from './source-words.ts';
import type { ShownPlace, ShownProgram } from './source-words.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** What the section on remembered browsers says. */
export const rememberedBrowserTexts = {
  title: 'Browsers that are remembered',
  sentence: 'You have signed in in these browsers. No code is mailed for signing in there again.',
  none: 'No browser is remembered.',
  program: 'Browser',
  thisOne: 'This browser',
  since: 'Remembered since',
  lastUsed: 'Last sign-in',
  ends: 'Until',
  action: 'Action',
  skips: 'no second step here',
  forget: 'Forget',
  forgetting: 'Forgetting…',
  forgetAll: 'Forget all of them',
  forgetLoss:
    'Signing in there then counts as from an unknown browser. All but this one are signed out at once.',
} as const;

/** A remembered browser as the page shows it. */
export interface ShownBrowser {
  readonly browser_id: string;
  readonly place: ShownPlace;
  readonly program: ShownProgram;
  readonly user_agent: string | null;
  readonly knows_since: number;
  readonly last_used_at: number;
  readonly last_ip: string;
  readonly expires_at: number;
  readonly skipsSecondFactor: boolean;
  /** True for the browser in which the page is shown. */
  readonly isThisOne: boolean;
}

/** What the section on remembered browsers shows. */
export interface RememberedBrowserValues {
  /** The one that was used last first. */
  readonly browsers: readonly ShownBrowser[];
  readonly forget: string;
  readonly forgetAll: string;
  readonly form_token: string;
}

/** The section of the security page that lists remembered browsers, each with a button that forgets it. */
export function rememberedBrowsersSection(values: RememberedBrowserValues): Html {
  const { browsers, forgetAll, form_token } = values;
  const words = rememberedBrowserTexts;
  return html`<section aria-labelledby="browsers">
    <h2 id="browsers">${words.title}</h2>
    ${
      browsers.length === 0
        ? html`<p class="section-sentence">${words.none}</p>`
        : html`<p class="section-sentence">${words.sentence}</p>
            ${browserTable(values)}
            <details class="confirm">
              <summary>${words.forgetAll}…</summary>
              <div class="confirm-in">
                <p>${words.forgetLoss}</p>
                ${buttonForm(
                  { action: forgetAll, hidden: { form_token } },
                  {
                    label: words.forgetAll,
                    busyLabel: words.forgetting,
                    className: 'danger',
                  },
                )}
              </div>
            </details>`
    }
  </section>`;
}

function browserTable(values: RememberedBrowserValues): Html {
  const words = rememberedBrowserTexts;
  const titles = [words.program, words.lastUsed, words.since, words.ends];
  return html`<table role="table" class="cards">
    <caption class="visually-hidden">
      ${words.title}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${titles.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}
        <th role="columnheader" scope="col">
          <span class="visually-hidden">${words.action}</span>
        </th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${values.browsers.map((browser) => browserRow(browser, values))}
    </tbody>
  </table>`;
}

function browserRow(browser: ShownBrowser, values: RememberedBrowserValues): Html {
  const words = rememberedBrowserTexts;
  const place = placeWords(browser.place);
  return html`<tr role="row">
    <td role="cell" data-label="${words.program}">
      <div>
        ${browser.isThisOne && html`<div class="small"><strong>${words.thisOne}</strong></div>`}
        ${programWords(browser.program, browser.user_agent)}
        ${browser.skipsSecondFactor && html`<div class="small">${words.skips}</div>`}
      </div>
    </td>
    <td role="cell" data-label="${words.lastUsed}">
      <div>
        ${timeElement(browser.last_used_at)}
        <div class="small"><span class="figure">${isolated(browser.last_ip)}</span></div>
        ${place !== undefined && html`<div class="small">${place}</div>`}
      </div>
    </td>
    <td role="cell" data-label="${words.since}">${timeElement(browser.knows_since)}</td>
    <td role="cell" data-label="${words.ends}">${timeElement(browser.expires_at)}</td>
    <td role="cell" class="row-action">
      ${buttonForm(
        {
          action: values.forget,
          hidden: { form_token: values.form_token, browser_id: browser.browser_id },
        },
        {
          label: html`${words.forget}<span class="visually-hidden"> ${nameOf(browser)}</span>`,
          busyLabel: words.forgetting,
          className: 'secondary',
        },
      )}
    </td>
  </tr>`;
}

function nameOf({ program, last_ip }: ShownBrowser): Html {
  const { browser, operating_system } = program;
  if (browser === null) return isolated(last_ip);
  return isolated(
    operating_system === null ? browser : texts.shared.browserOn(browser, operating_system),
  );
}

import type { Profile } from '@pitpass/client';

import type { License, MemberInfo } from '../data/member-info.ts';
import { ratingWords } from '../data/race-words.ts';
import { steps } from '../steps.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { dayWords } from './moment.ts';

function memberSince(day: string): string {
  const milliseconds = Date.parse(day);
  return Number.isNaN(milliseconds) ? day : dayWords(Math.floor(milliseconds / 1000));
}

function licenseRow(license: License): Html {
  return html`<tr role="row">
    <th role="rowheader" scope="row">${isolated(license.category_name)}</th>
    <td role="cell" data-label="Licence">${isolated(license.group_name)}</td>
    <td role="cell" data-label="Safety rating" class="figure">
      ${license.safety_rating.toFixed(2)}
    </td>
    <td role="cell" data-label="iRating" class="figure">${ratingWords(license.irating)}</td>
  </tr>`;
}

function licenseTable(licenses: readonly License[]): Html {
  if (licenses.length === 0) return html`<p class="muted">No licence yet.</p>`;
  return html`<table role="table" class="cards figures">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Category</th>
        <th role="columnheader" scope="col">Licence</th>
        <th role="columnheader" scope="col" class="figure">Safety rating</th>
        <th role="columnheader" scope="col" class="figure">iRating</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${licenses.map(licenseRow)}
    </tbody>
  </table>`;
}

/** Step 2: who I am, as both services say it. */
export function profilePage(frame: PageFrame, profile: Profile, info: MemberInfo): Html {
  return layout({
    frame,
    title: 'My profile',
    step: steps.profile,
    content: html`<section class="panel">
        <h2 class="name">${isolated(profile.iracing_name)}</h2>
        <dl class="facts">
          <div>
            <dt>Customer number</dt>
            <dd class="figure">${profile.iracing_cust_id}</dd>
          </div>
          <div>
            <dt>Member since</dt>
            <dd>${isolated(memberSince(info.member_since))}</dd>
          </div>
          ${
            info.country !== undefined &&
            html`<div>
              <dt>Flair</dt>
              <dd>${isolated(info.country)}</dd>
            </div>`
          }
        </dl>
      </section>
      <section>
        <h2>Licences</h2>
        ${licenseTable(info.licenses)}
      </section>
      <p><a class="button" href="${steps.races.path}">Go on to my races</a></p>`,
  });
}

import { buttonForm, filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { formField } from './form-field.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { pageHead } from './page-head.ts';
import { actAsTexts } from './session-texts.ts';
import { timeElement } from './time-words.ts';

/** For whom a member of the staff acts in this browser. */
export interface ShownActing {
  readonly display_name: string;
  readonly username: string;
  readonly note: string;
  readonly expires_at: number;
  readonly stop: FormTarget;
}

/** What the page shows on which staff act for members. */
export interface ActAsPageValues {
  readonly frame: PageFrame;
  readonly member: { readonly display_name: string; readonly signOut: FormTarget };
  readonly acting: ShownActing | undefined;
  readonly start: FormTarget;
  /** What was typed, when it came back. */
  readonly typed?: { readonly username: string; readonly note: string } | undefined;
  readonly problems?: { readonly username?: string; readonly note?: string } | undefined;
  /** True when the staff's own account has no second factor. */
  readonly needsSecondFactor?: boolean;
  readonly hasEnded?: boolean;
}

/** The page on which a member of the staff begins to act for a member, and stops. */
export function actAsPage(values: ActAsPageValues): Html {
  const { frame, member, acting, hasEnded, needsSecondFactor } = values;
  return columnLayout({
    frame,
    title: actAsTexts.title,
    member,
    homeHref: '/account',
    content: html`
      ${hasEnded === true && html`<p class="callout done" role="status">${actAsTexts.ended}</p>`}
      ${
        needsSecondFactor === true &&
        html`<p class="alert" role="alert">
          ${actAsTexts.noSecondFactor}
          <a href="/account/security">${actAsTexts.security}</a>
        </p>`
      }
      ${acting === undefined ? startForm(values) : standing(acting)}
    `,
  });
}

function startForm({ start, typed, problems }: ActAsPageValues): Html {
  const requests = html`<p><a href="/staff/clients">${ownAppLifeTexts.staff.title}</a></p>`;
  const fields = html`${formField({
      name: 'username',
      label: actAsTexts.username,
      type: 'email',
      autocomplete: 'off',
      value: typed?.username,
      problem: problems?.username,
    })}
    ${formField({
      name: 'note',
      label: actAsTexts.note,
      type: 'text',
      autocomplete: 'off',
      maxlength: 300,
      hint: actAsTexts.noteHint,
      value: typed?.note,
      problem: problems?.note,
    })}
    <div>
      ${submitButton({
        label: actAsTexts.start,
        busyLabel: actAsTexts.starting,
        className: 'primary',
      })}
    </div>`;
  return html`${pageHead(actAsTexts.title, actAsTexts.lead, requests)}
  ${filledForm(start, fields, 'app')}`;
}

function standing({ display_name, username, note, expires_at, stop }: ShownActing): Html {
  return html`${pageHead(actAsTexts.acting(cutValue(display_name)), actAsTexts.actingSentence)}
    <div class="app">
      <dl class="times">
        <dt>${actAsTexts.username}</dt>
        <dd>${isolated(username)}</dd>
        <dt>${actAsTexts.reason}</dt>
        <dd>${isolated(note)}</dd>
        <dt>${actAsTexts.until}</dt>
        <dd>${timeElement(expires_at)}</dd>
      </dl>
      <div class="actions">
        ${buttonForm(stop, {
          label: actAsTexts.end,
          busyLabel: actAsTexts.ending,
          className: 'danger',
        })}
      </div>
    </div>`;
}

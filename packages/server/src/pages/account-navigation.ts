import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import type { FormTarget } from './form.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { accountTexts } from './account-texts.ts';

/** The pages of a member's account, in the order in which they are linked. */
const accountRooms = [
  { room: 'apps', href: '/account' },
  { room: 'details', href: '/account/details' },
  { room: 'security', href: '/account/security' },
  { room: 'activity', href: '/account/activity' },
  { room: 'ownApps', href: '/manager' },
] as const;

/** One of the pages of a member's account. */
export type AccountRoom = (typeof accountRooms)[number]['room'];

/** The member as the head of every account page shows them. */
export interface AccountMember {
  readonly display_name: string;
  readonly signOut: FormTarget;
}

/** One page of a member's account. */
export interface AccountPageContent {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  /** The page that is open, or under which the open one stands. */
  readonly room: AccountRoom;
  /** For the browser's tab; the heading stands in the content. */
  readonly title: string;
  /** What has just been done, said once at the top. */
  readonly done?: Html | string | undefined;
  readonly content: HtmlValue;
}

/**
 * The layout of every page of a member's account: who is signed in, the way to the other pages, what has
 * just been done, and the content, which begins with `<div class="page-head"><h1>`.
 */
export function accountLayout(values: AccountPageContent): Html {
  const { frame, member, room, title, done, content } = values;
  return columnLayout({
    frame,
    title,
    member,
    navigation: navigation(room),
    content: html`
      ${done !== undefined && html`<p class="callout done" role="status">${done}</p>`} ${content}
    `,
  });
}

function navigation(open: AccountRoom): Html {
  const links = accountRooms.map(
    ({ room, href }) =>
      html`<li>
        <a href="${href}" ${room === open && html`aria-current="true"`}
          >${accountTexts.rooms[room]}</a
        >
      </li>`,
  );
  return html`<nav class="rooms" aria-label="${accountTexts.navigation}">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { credentialsDigestOf } from '../../domain/session/remembered-browser.ts';
import type { RememberedBrowser } from '../../domain/session/remembered-browser.ts';
import type { Html } from '../../pages/html.ts';
import { rememberedBrowsersSection } from '../../pages/remembered-browsers.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { accountSubject } from './logout.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

const paths = {
  forget: '/account/security/forget-browser',
  forgetAll: '/account/security/forget-browsers',
} as const;

/** What has been done, in the words of the page's notices. */
export type BrowserNotice = 'browser_forgotten' | 'browsers_forgotten';

/** The member's browsers whose marks still count. */
async function listKnown(
  { parts }: SignInContext,
  { member }: SignedIn,
): Promise<readonly RememberedBrowser[]> {
  const list = await parts.browsers.listRememberedBrowsers(member.member_id, parts.clock());
  const standing = credentialsDigestOf(member);
  return list.filter(({ credentials_digest }) => credentials_digest === standing);
}

/** The section of the security page that lists the member's remembered browsers. */
export async function showRememberedBrowsers(
  context: SignInContext,
  signedIn: SignedIn,
): Promise<Html> {
  const { parts } = context;
  const now = parts.clock();
  const known = await listKnown(context, signedIn);
  const browsers = await Promise.all(
    known.map(async ({ last_user_agent_header: user_agent, ...browser }) => ({
      ...browser,
      ...(await parts.describeSource(browser.last_ip, user_agent)),
      user_agent,
      skipsSecondFactor: (browser.skips_second_factor_until ?? 0) > now,
      isThisOne: browser.browser_id === signedIn.login.browser_id,
    })),
  );
  return rememberedBrowsersSection({
    browsers,
    ...paths,
    form_token: createFormToken(parts.formKey, signedIn.presented, accountSubject),
  });
}

/** Forgets a browser; unless the page is shown in it, it is signed out as well. */
async function forget(
  { request, parts }: SignInContext,
  { member, login }: SignedIn,
  browser_id: string,
): Promise<void> {
  const { member_id } = member;
  if (!(await parts.browsers.forgetBrowser(browser_id, member_id))) return;
  if (browser_id !== login.browser_id) {
    await parts.logins.deleteLoginsOfBrowser(member_id, browser_id);
  }
  parts.audit.append(auditEvents.browserForgotten(toRequester(request), { member_id }));
}

/**
 * The forms of {@link showRememberedBrowsers}.
 *
 * @param leadBack - answers with the page, which says what has been done
 */
export function registerRememberedBrowsers(
  app: FastifyInstance,
  parts: HttpParts,
  leadBack: (context: SignInContext, signedIn: SignedIn, done: BrowserNotice) => FastifyReply,
): void {
  for (const path of Object.values(paths)) {
    app.post(path, async (request, reply) => {
      const context = { request, reply, parts };
      const form = parsePostedForm(context);
      const signedIn = await findSignedIn(request, parts);
      if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, accountSubject)) {
        return refuseForm(context);
      }
      if (path === paths.forget) {
        await forget(context, signedIn, form.get('browser_id') ?? '');
        return leadBack(context, signedIn, 'browser_forgotten');
      }
      const { member_id } = signedIn.member;
      const list = await parts.browsers.listRememberedBrowsers(member_id, parts.clock());
      for (const { browser_id } of list) await forget(context, signedIn, browser_id);
      return leadBack(context, signedIn, 'browsers_forgotten');
    });
  }
}

import type { FastifyInstance, FastifyReply } from 'fastify';

import { confirmAddressChange } from '../../domain/member/address-change.ts';
import { digestOf } from '../../domain/presented.ts';
import { accountMessages } from '../../pages/account-texts.ts';
import { addressConfirmPage, provenPage } from '../../pages/entry-pages.ts';
import { accountLinkPaths } from '../../pages/mails/account-mails.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { browserForm, readBrowserForm, readLink, sendLinkGone } from './mailed-link.ts';
import type { SignInContext } from './sign-in.ts';

const path = accountLinkPaths.address;
const detailsPath = '/account/details';
const subject = (link: string): string => `address.${link}`;

async function handleProof(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = readBrowserForm(context, (field) => subject(field('link')));
  if ('answer' in form) return form.answer;
  const changed = await confirmAddressChange(form.field('link'), toRequester(request), parts);
  if (changed.outcome === 'link_gone') return sendLinkGone(context, detailsPath);
  if (changed.outcome === 'username_taken') {
    return sendLinkGone(context, detailsPath, accountMessages.usernameTaken);
  }
  const { username } = changed;
  const values = { frame: pageFrame(parts), username, signInHref: '/login' };
  return sendPage(reply, parts, provenPage({ ...values, kind: 'address' }));
}

/** The page that the link to a new address opens, and its button, which replaces the address. @see S194 */
export function registerAddressProof(app: FastifyInstance, parts: HttpParts): void {
  app.get(path, async (request, reply) => {
    const context = { request, reply, parts };
    const link = readLink(context);
    const found = await parts.account.links.findAddressChange(digestOf(link), parts.clock());
    if (found === undefined) return sendLinkGone(context, detailsPath);
    const page = addressConfirmPage({
      frame: pageFrame(parts),
      form: { action: path, hidden: browserForm(context, subject(link), { link }) },
      username: found.change.username,
      display_name: found.member.display_name,
    });
    return sendPage(reply, parts, page);
  });
  app.post(path, (request, reply) => handleProof({ request, reply, parts }));
}

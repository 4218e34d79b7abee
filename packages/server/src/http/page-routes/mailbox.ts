import type { FastifyInstance, FastifyReply } from 'fastify';

import { renderHtml } from '../../pages/html.ts';
import { mailboxPage, mailPage } from '../../pages/mailbox-page.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import type { HttpParts } from '../http-parts.ts';
import { setPageHeaders } from '../security-headers.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';

/** Where the local mailbox is; the mails stand under it. */
export const mailboxPath = '/local/mailbox';

const mailHref = (mail_id: string) => `${mailboxPath}/${encodeURIComponent(mail_id)}`;

type MailParams = { readonly Params: { readonly mail_id: string } };

/** Lets a page show a frame of the service's own; everything else stays as it is on every page. */
function allowOwnFrames(reply: FastifyReply): void {
  const policy = String(reply.getHeader('content-security-policy'));
  reply.header('content-security-policy', `${policy}; frame-src 'self'`);
}

// What a mail brings along runs nothing, loads nothing and is no page of the service, even when somebody opens
// its address by itself.
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The pages of the mailbox that a local service has; elsewhere nothing is registered. */
export function registerMailbox(app: FastifyInstance, parts: HttpParts): void {
  const { mailbox } = parts;
  if (mailbox === undefined) return;
  const isSecure = parts.origin.startsWith('https:');
  app.get(mailboxPath, async (_request, reply) => {
    const mails = (await mailbox.list()).map(({ mail_id, to, subject, sent_at }) => ({
      to,
      subject,
      sent_at,
      href: mailHref(mail_id),
    }));
    return sendPage(reply, parts, mailboxPage({ frame: pageFrame(parts), homeHref: '/', mails }));
  });
  app.get<MailParams>(`${mailboxPath}/:mail_id`, (request, reply) => {
    const mail = mailbox.find(request.params.mail_id);
    if (mail === undefined) {
      return sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });
    }
    const page = mailPage({
      frame: pageFrame(parts),
      mailboxHref: mailboxPath,
      mail,
      htmlHref: `${mailHref(mail.mail_id)}/html`,
    });
    setPageHeaders(reply, isSecure);
    allowOwnFrames(reply);
    return reply.send(renderHtml(page));
  });
  app.get<MailParams>(`${mailboxPath}/:mail_id/html`, (request, reply) => {
    const mail = mailbox.find(request.params.mail_id);
    if (mail === undefined) {
      return sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });
    }
    setPageHeaders(reply, isSecure);
    return reply
      .header('content-security-policy', mailPolicy)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(mail.html);
  });
}

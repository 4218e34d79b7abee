import type { AuthorizationServer } from '@pitpass/server';
import type { FastifyPluginCallback } from 'fastify';

import { guardLocalRoutes } from '../local-access.ts';
import type { LocalAccess } from '../local-access.ts';
import { mailboxJsonPath } from './mailbox-path.ts';

/** What the route of the mailbox needs. */
export interface MailboxRoutesOptions extends LocalAccess {
  readonly mailbox: NonNullable<AuthorizationServer['mailbox']>;
}

/**
 * The local mailbox for programs, newest first, with every mail that was queued before the request. For
 * whoever holds the token of the data directory: mails hold codes and links.
 */
export const mailboxRoutes: FastifyPluginCallback<MailboxRoutesOptions> = (app, options, done) => {
  guardLocalRoutes(app, options, 'The mailbox is not read from a page of another origin.');
  app.get(mailboxJsonPath, async (_request, reply) => {
    const mails = await options.mailbox.list();
    return reply.header('cache-control', 'no-store').send({ mails });
  });
  done();
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Service } from './running-service.ts';

/** A mail as the local mailbox shows it to programs. */
export interface Mail {
  readonly mail_id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sent_at: number;
}

/** The mails that have arrived for an address, newest first. */
export async function readMails(service: Service, to: string): Promise<readonly Mail[]> {
  const token = readFileSync(join(service.dataDirectory, 'local-token'), 'utf8').trim();
  const answer = await service.send('/local/mailbox.json', {
    headers: { 'pitpass-local-token': token },
  });
  if (answer.status !== 200) throw new Error(`The mailbox answers ${answer.status}`);
  const { mails } = JSON.parse(answer.body) as { readonly mails: readonly Mail[] };
  return mails.filter((mail) => mail.to === to);
}

/** The newest mail for an address; throws when there is none. */
export async function readNewestMail(service: Service, to: string): Promise<Mail> {
  const [newest] = await readMails(service, to);
  if (newest === undefined) throw new Error(`No mail has arrived for ${to}`);
  return newest;
}

/** Path and query of the first link of a mail that carries something secret; throws when there is none. */
export function linkOf({ text }: Mail, { origin }: Pick<Service, 'origin'>): string {
  const [, path] = new RegExp(`${origin}(/\\S*[?&]link=\\S+)`).exec(text) ?? [];
  if (path === undefined) throw new Error(`The mail has no link: ${text}`);
  return path;
}

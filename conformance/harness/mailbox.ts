import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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

const waitMsMax = 3000;

/** The mails that have arrived for an address in the mailboxes of all processes, newest first. */
export async function readMails(service: Service, to: string): Promise<readonly Mail[]> {
  const token = readFileSync(join(service.dataDirectory, 'local-token'), 'utf8').trim();
  const headers = { 'pitpass-local-token': token };
  const mails: Mail[] = [];
  for (const answer of await service.sendToAll('/local/mailbox.json', { headers })) {
    if (answer.status !== 200) throw new Error(`The mailbox answers ${answer.status}`);
    mails.push(...(JSON.parse(answer.body) as { readonly mails: readonly Mail[] }).mails);
  }
  return mails.filter((mail) => mail.to === to).sort((a, b) => b.sent_at - a.sent_at);
}

/** The mails for an address once there are so many: of two processes either may deliver them. */
export async function waitForMails(
  service: Service,
  to: string,
  count: number,
): Promise<readonly Mail[]> {
  const until = performance.now() + waitMsMax;
  for (;;) {
    const mails = await readMails(service, to);
    if (mails.length >= count) return mails;
    if (performance.now() > until) {
      throw new Error(`${mails.length} mails have arrived for ${to}, not ${count}`);
    }
    await sleep(20);
  }
}

/** The newest mail for an address; throws when none comes. */
export async function readNewestMail(service: Service, to: string): Promise<Mail> {
  const [newest] = await waitForMails(service, to, 1);
  if (newest === undefined) throw new Error(`No mail has arrived for ${to}`);
  return newest;
}

/** Path and query of the first link of a mail that carries something secret; throws when there is none. */
export function linkOf({ text }: Mail, { origin }: Pick<Service, 'origin'>): string {
  const [, path] = new RegExp(`${origin}(/\\S*[?&]link=\\S+)`).exec(text) ?? [];
  if (path === undefined) throw new Error(`The mail has no link: ${text}`);
  return path;
}

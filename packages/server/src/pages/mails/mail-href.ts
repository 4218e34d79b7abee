import type { MailFrame, MailLink } from './mail-content.ts';

/**
 * The whole address of a page of the service. Its host is the configured one, whatever the path says.
 *
 * @throws RangeError when the path would lead elsewhere
 * @see S192
 */
export function mailHref({ path }: MailLink, { origin }: MailFrame): string {
  const url = URL.parse(path, origin);
  if (url?.origin !== origin) {
    throw new RangeError('A link in a mail leads to a page of the service and nowhere else');
  }
  return url.href;
}

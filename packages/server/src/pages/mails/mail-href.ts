import type { MailFrame, MailLink } from './mail-content.ts';

/**
 * The whole address of a page of the service. Its host is the configured one, whatever the path says.
 *
 * @throws RangeError when the path would lead elsewhere
 * @see S192
 */
export function mailHref({ path }: MailLink, { origin }: MailFrame): string {
  const url = URL.parse(path, origin);
  if (!path.startsWith('/') || url?.origin !== origin) {
    throw new RangeError('A link in a mail is a path under the service, beginning with one slash');
  }
  return url.href;
}

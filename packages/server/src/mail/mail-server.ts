/** Where mails are handed in, as PITPASS_MAIL_URL says. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `starttls`: TLS or nothing; `none`: in the clear. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** From whom mails are, as PITPASS_MAIL_FROM says. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

const schemes: Readonly<
  Record<string, { readonly port: number; readonly tls: MailServer['tls'] }>
> = {
  'smtps:': { port: 465, tls: 'implicit' },
  'smtp:': { port: 587, tls: 'starttls' },
  'smtp+insecure:': { port: 25, tls: 'none' },
};

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

const urlForm =
  'it must look like smtp://user:password@mail.example.org:587 (smtps:// where TLS begins at once), with special characters in user and password percent-encoded';

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads PITPASS_MAIL_URL. TLS is never given up silently: without it only this computer is spoken to, or
 * whoever is named under `smtp+insecure://`.
 *
 * @returns the server, or a sentence that does not repeat the value, which may hold a password
 */
export function parseMailUrl(text: string): MailServer | { readonly problem: string } {
  const problem = { problem: `PITPASS_MAIL_URL is not the address of a mail server; ${urlForm}.` };
  const url = URL.parse(text);
  const scheme = url === null ? undefined : schemes[url.protocol];
  if (url === null || scheme === undefined || url.hostname === '') return problem;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return problem;
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined) return problem;
  if ((user === '') !== (password === '')) {
    return { problem: `PITPASS_MAIL_URL needs both user and password, or neither; ${urlForm}.` };
  }
  const isLoopback = loopbackHosts.has(url.hostname);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? scheme.port : Number(url.port),
    tls: scheme.tls === 'starttls' && isLoopback ? 'none' : scheme.tls,
    login: user === '' ? undefined : { user, password },
  };
}

const address = /^[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+$/;

/** Whether a text is one plain e-mail address and nothing that a header could be made of. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && address.test(text) && !/\p{Cc}/u.test(text);
}

/** Reads PITPASS_MAIL_FROM: an address, or a name with an address in angle brackets. */
export function parseMailFrom(text: string): MailSender | { readonly problem: string } {
  const match = /^(?:([^<>"\p{Cc}]*)<([^<>]+)>|([^<>]+))$/u.exec(text.trim());
  const sender = {
    name: (match?.[1] ?? '').trim(),
    address: (match?.[2] ?? match?.[3] ?? '').trim(),
  };
  if (isMailAddress(sender.address)) return sender;
  return {
    problem: `PITPASS_MAIL_FROM is "${text}"; it must be an address such as id@example.org, or a name with one: Example Racing <id@example.org>.`,
  };
}

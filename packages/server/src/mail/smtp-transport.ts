import type { MailFault } from '../domain/mail/mail-store.ts';
import { isMailAddress } from './mail-server.ts';
import type { MailSender, MailServer } from './mail-server.ts';
import { MailNotSent } from './mail-transport.ts';
import type { MailTransport, OutgoingMail } from './mail-transport.ts';

/** How long a mail server may take, in milliseconds. */
export interface SmtpTimeouts {
  /** Until the connection stands, and again until it is greeted. */
  readonly connectMs: number;
  /** For the whole mail, so that one that trickles does not hold a sender for ever. */
  readonly totalMs: number;
}

const timeouts: SmtpTimeouts = { connectMs: 10_000, totalMs: 30_000 };

/** What names the service in the mails' headers. */
export interface SmtpIdentity {
  readonly from: MailSender;
  /** The host of the service, for `EHLO` and `Message-ID`. */
  readonly host: string;
}

type SmtpError = Error & {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
};

const faultsByCode: Readonly<Record<string, MailFault>> = {
  ECONNECTION: 'unreachable',
  ESOCKET: 'unreachable',
  EDNS: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ETIMEDOUT: 'timeout',
  EABORT: 'timeout',
  ETLS: 'tls',
  EAUTH: 'login',
  ENOAUTH: 'login',
};

function toFault({ code = '', command = '', responseCode = 0, message }: SmtpError): MailFault {
  // A certificate that is not good ends a socket like any other.
  if (code === 'ESOCKET' && /certificate|self.signed|SSL|TLS/i.test(message)) return 'tls';
  if (code === 'EAUTH' && responseCode >= 400 && responseCode < 500) return 'later';
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isAboutMail) return faultsByCode[code] ?? 'fault';
  if (responseCode < 500) return responseCode >= 400 ? 'later' : 'refused';
  // A server that does not take mail from us at all is the operator's to mend, not the recipient's.
  return command === 'MAIL FROM' || [530, 535].includes(responseCode) ? 'login' : 'refused';
}

function toMailNotSent(error: unknown): MailNotSent {
  const found = error as SmtpError;
  const { responseCode, response } = found;
  return new MailNotSent(toFault(found), {
    ...(responseCode !== undefined && { responseCode }),
    ...(response !== undefined && { response }),
  });
}

function toMessage(mail: OutgoingMail, { from, host }: SmtpIdentity) {
  const { mail_id, to, subject, text, html, queued_at } = mail;
  return {
    from,
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    // The same at every attempt: a mailbox that got the mail twice can tell.
    messageId: `<${mail_id}@${host}>`,
    date: new Date(queued_at * 1000),
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/**
 * Hands mails to a mail server, a connection for each. The library is loaded with the first one.
 *
 * @see RFC 5321, RFC 3207 (STARTTLS), RFC 3834 §5 (`Auto-Submitted`)
 */
export function createSmtpTransport(
  server: MailServer,
  identity: SmtpIdentity,
  { connectMs, totalMs } = timeouts,
): MailTransport {
  const open = async () => {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      requireTLS: server.tls === 'starttls',
      ignoreTLS: server.tls === 'none',
      name: identity.host,
      ...(server.login && { auth: { user: server.login.user, pass: server.login.password } }),
      tls: { minVersion: 'TLSv1.2' },
      dnsTimeout: connectMs,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: totalMs,
      // A mail is text of ours: nothing in it may make the library read a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    async send(mail, stopped) {
      if (!isMailAddress(mail.to)) throw new MailNotSent('refused');
      const transporter = await (opened ??= open());
      const late = AbortSignal.timeout(totalMs);
      const signal = stopped === undefined ? late : AbortSignal.any([late, stopped]);
      await transporter
        .sendMail({ ...toMessage(mail, identity), signal })
        .catch((error: unknown) => {
          throw toMailNotSent(error);
        });
    },
  };
}

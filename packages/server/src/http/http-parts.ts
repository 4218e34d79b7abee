import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AuditStore } from '../domain/audit/audit-store.ts';
import type { RegistrationProfiles } from '../domain/client/registration-profile.ts';
import type { GrantParts } from '../domain/grant/grant-context.ts';
import type { Sealer } from '../domain/key/sealing.ts';
import type { SigningKeys } from '../domain/key/signing-key.ts';
import type { BookSettings } from '../book/facts.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { AccessTokenClaims } from '../dialect/iracing/access-token.ts';
import type { MailStore } from '../domain/mail/mail-store.ts';
import type { SecondFactorTools } from '../domain/member/second-factor-parts.ts';
import type { AccountTools } from '../domain/member/account-parts.ts';
import type { Requester } from '../domain/ports.ts';
import type { DescribeSource } from '../domain/session/request-source.ts';
import type { BrowserCodeStore } from '../domain/session/browser-code.ts';
import type { BrowserLoginStore } from '../domain/session/browser-login.ts';
import type { RememberedBrowserStore } from '../domain/session/remembered-browser.ts';
import type { VerifyAccessToken } from '../domain/token/verify-access-token.ts';
import type { Assets } from './assets.ts';
import type { DemoPage } from './page-routes/start.ts';
import type { LocalMailbox } from '../domain/mail/local-mailbox.ts';

/** What the page routes need of the house, whatever dialect an app speaks. */
export interface HttpParts extends Omit<GrantParts, 'dialect' | 'keys' | 'issuer'> {
  /** The house as each dialect sees it. */
  readonly dialects: { readonly iracing: IracingParts; readonly trackmania: DialectParts };
  /** The origin under which browsers reach the service, without a slash at the end. */
  readonly origin: string;
  /** Tells place and program of a request. */
  readonly describeSource: DescribeSource;
  readonly secondFactor: SecondFactorTools;
  /** The events of each member. */
  readonly activity: Pick<AuditStore, 'listMemberEvents'>;
  /** Seals the tokens of pages of lists. */
  readonly pageTokenSealer: Sealer;
  readonly logins: BrowserLoginStore;
  readonly account: AccountTools;
  /** Whether people make accounts by themselves. */
  readonly signUp: 'open' | 'closed';
  readonly browsers: RememberedBrowserStore;
  /** Whether a browser that is not known has to prove itself with a mailed code. */
  readonly unknownBrowser: 'mail' | 'off';
  readonly browserCodes: BrowserCodeStore;
  /** Key of the digests of mailed codes. */
  readonly browserCodeKey: Uint8Array;
  readonly mailQueue: Pick<MailStore, 'describeQueue'>;
  /** Seals authorization requests on their way through the browser. */
  readonly transactionSealer: Sealer;
  /** Key of the form tokens. */
  readonly formKey: Uint8Array;
  readonly assets: Assets;
  readonly registrationProfiles: RegistrationProfiles;
  /** How many proxies before the service append to `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** Shown above every page of a service that is only for this computer. */
  readonly notice: string | undefined;
  /** Where the mails of a local service arrive; undefined elsewhere. */
  readonly mailbox: LocalMailbox | undefined;
  /** What of the settings the book speaks of. */
  readonly bookSettings: BookSettings;
  /** The demo for the start page; undefined where there is none. */
  readonly demo: (() => DemoPage) | undefined;
}

/** What the endpoints of one dialect need of the house. */
export interface DialectParts extends HttpParts, GrantParts {
  readonly dialect: Dialect;
}

/** What the routes of the iRacing dialect need of the house. */
export interface IracingParts extends DialectParts {
  readonly verifyAccessToken: VerifyAccessToken<AccessTokenClaims>;
  readonly jwks: SigningKeys['jwks'];
}

/** What the log line of a request says beside method, path, status and time. */
export interface LogFields {
  client_id?: string;
  error?: string;
  detail?: string;
  /** The faults that somebody asked for and this request met, by name. */
  fault?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Filled while a request is handled; never holds anything presented but the `client_id`. */
    logFields: LogFields | undefined;
  }
}

/** Adds to the log line of a request. */
export function addLogFields(request: FastifyRequest, fields: LogFields): void {
  request.logFields = { ...request.logFields, ...fields };
}

const userAgentLengthMax = 512;

/** Who sent a request, as the transport knows it and the proxies that the operator named say. */
export function toRequester(request: FastifyRequest): Requester {
  const userAgent = request.headers['user-agent'];
  return {
    request_id: request.id,
    ip: request.requesterAddress,
    user_agent: userAgent === undefined ? null : userAgent.slice(0, userAgentLengthMax),
  };
}

/** The query of a request as it was sent, without the question mark. */
export function rawQuery(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

/** The text of a form body; empty when none was sent. */
export function rawForm(request: FastifyRequest): string {
  return typeof request.body === 'string' ? request.body : '';
}

/** Marks an answer as one that nobody may keep. @see RFC 6749 §5.1 */
export function forbidStoring(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
}

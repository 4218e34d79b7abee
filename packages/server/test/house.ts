import { hash } from 'node:crypto';

import type { Client } from '../src/domain/client/client.ts';
import type { AuditEvent } from '../src/domain/audit/audit-event.ts';
import type { GrantParts } from '../src/domain/grant/grant-context.ts';
import { registrationProfiles } from '../src/dialect/registration-profiles.ts';
import { iracingDialect } from '../src/dialect/iracing/dialect.ts';
import type { AccessTokenClaims } from '../src/dialect/iracing/access-token.ts';
import { createClientUseLog } from '../src/domain/client/client-use.ts';
import { createSealer } from '../src/domain/key/sealing.ts';
import { openSigningKeys } from '../src/domain/key/signing-key.ts';
import { createRateLimiter } from '../src/domain/limit/rate-limiter.ts';
import { createLetterbox, createMailSealing } from '../src/domain/mail/create-letterbox.ts';
import type { AddressedLetter } from '../src/domain/mail/create-letterbox.ts';
import type { Member } from '../src/domain/member/member.ts';
import { createPasswordVerifier } from '../src/domain/member/password-verifier.ts';
import type { Random, Requester } from '../src/domain/ports.ts';
import { createSessionLiveness } from '../src/domain/session/session-liveness.ts';
import { migrate } from '../src/store/migrate.ts';
import { openSqliteDatabase } from '../src/store/sqlite/sqlite-database.ts';
import { createStores } from './store-contract/contract.ts';
import { makeClient, makeMember, t0 } from './store-contract/records.ts';

/** Bytes that are the same in every run. */
export function createSeededRandom(seed: string): Random {
  let draws = 0;
  return (byteCount) => {
    draws += 1;
    const blocks = [];
    for (let block = 0; block * 32 < byteCount; block += 1) {
      blocks.push(hash('sha256', `${seed} ${draws} ${block}`, 'buffer'));
    }
    return Uint8Array.from(Buffer.concat(blocks).subarray(0, byteCount));
  };
}

/** Argon2id as cheap as it gets. */
export const cheapHash = { memoryKib: 8, passes: 1 };

export { iracingDialect, registrationProfiles };
export type { AccessTokenClaims };

export const secretKey = new Uint8Array(32).fill(9);
export const issuer = 'https://id.example/oauth2';

export const requester: Requester = {
  request_id: 'request-1',
  ip: '203.0.113.7',
  user_agent: 'DemoBrowser/1.0',
};

export const policy = {
  passwordLimitedPerHour: 12,
  clientAuthenticationFailuresPerMinute: 60,
  passwordFailuresPerQuarterHour: 10,
  refreshesPerMinute: 60,
};

/** How long confirmations hold in tests: 180 days. */
export const passwordLimitedConfirmationSeconds = 15_552_000;

/** The whole domain over a database in memory, with a clock to set and the events that were appended. */
export async function openHouse(refreshTokenRetryWindowSeconds = 0) {
  const database = openSqliteDatabase(':memory:');
  await migrate(database, 'sqlite', { now: t0 });
  const time = { now: t0 };
  const clock = () => time.now;
  const random = createSeededRandom('house');
  const stores = createStores(database, clock);
  const keys = await openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
    keyStore: stores.keys,
    sealer: createSealer(secretKey, 'signing keys', random),
    clock,
    random,
    jku: 'https://id.example/oauth2/jwks.json',
  });
  const events: AuditEvent[] = [];
  // Of its own, so that a letter does not change what else a test draws.
  const mailRandom = createSeededRandom('mail');
  const mailSealing = createMailSealing(secretKey, mailRandom);
  const parts: GrantParts & { readonly keys: typeof keys } = {
    ...stores,
    dialect: iracingDialect,
    keys,
    liveness: createSessionLiveness((id, now) => stores.sessions.isSessionLive(id, now), clock),
    passwordVerifier: createPasswordVerifier({ cost: cheapHash, concurrencyMax: 2, queueMax: 50 }),
    limiter: createRateLimiter(stores.limits, policy),
    audit: { append: (event) => void events.push(event) },
    letters: createLetterbox({ mails: stores.mails, secretKey, clock, random: mailRandom }),
    clientUses: createClientUseLog(stores.clients, clock),
    clock,
    random,
    issuer,
    refreshTokenRetryWindowSeconds,
    passwordLimitedConfirmationSeconds,
    addressKey: new Uint8Array(32).fill(7),
  };
  const saveClient = async (over: Partial<Client> = {}) => {
    const client = makeClient(over);
    await stores.clients.saveClient(client);
    return client;
  };
  const saveMember = async (over: Partial<Member> = {}) => {
    const member = makeMember(over);
    await stores.members.saveMember(member);
    return member;
  };
  /** The letters in the queue, as they were committed and in that order. */
  const sentLetters = async (): Promise<readonly AddressedLetter[]> => {
    const rows = await database.query('SELECT mail_id, sealed FROM mail ORDER BY rowid', []);
    return rows.map((row) => {
      const mail = { mail_id: String(row['mail_id']), sealed: String(row['sealed']) };
      const opened = mailSealing.open(mail);
      if (opened === undefined) throw new Error('A queued mail does not open');
      return opened;
    });
  };
  return { database, stores, parts, time, events, saveClient, saveMember, sentLetters };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

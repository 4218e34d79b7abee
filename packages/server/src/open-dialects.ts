import type { Config } from './config/parse-config.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { AccessTokenClaims } from './dialect/iracing/access-token.ts';
import { iracingDialect } from './dialect/iracing/dialect.ts';
import { iracingPaths } from './dialect/iracing/paths.ts';
import type { TrackmaniaClaims } from './dialect/trackmania/access-token.ts';
import { createTrackmaniaDialect } from './dialect/trackmania/dialect.ts';
import type { AuditLog } from './domain/audit/audit-event.ts';
import { renewSigningKeys } from './domain/key/key-rotation.ts';
import { createSealer } from './domain/key/sealing.ts';
import { openSigningKeys } from './domain/key/signing-key.ts';
import type { SigningKeyParts, SigningKeys } from './domain/key/signing-key.ts';
import { createOwnRequester } from './own-requester.ts';

/** Every dialect with the keys that sign and verify its access tokens. */
export interface Dialects {
  readonly iracing: { readonly dialect: Dialect; readonly keys: SigningKeys<AccessTokenClaims> };
  readonly trackmania: { readonly dialect: Dialect; readonly keys: SigningKeys<TrackmaniaClaims> };
}

/** The dialects, and how their keys are kept up to date. */
export interface OpenDialects {
  readonly dialects: Dialects;
  /** Publishes keys that are due and takes up those of other nodes; events go to the log. */
  readonly renewKeys: (audit: AuditLog) => Promise<void>;
}

const daySeconds = 86_400;

/**
 * Opens the dialects with their signing keys.
 *
 * @throws SigningKeyUnreadable when the keys were sealed with another secret key
 */
export async function openDialects(
  config: Config,
  secretKey: Uint8Array,
  parts: Omit<SigningKeyParts, 'sealer' | 'jku'>,
): Promise<OpenDialects> {
  const sealer = createSealer(secretKey, 'signing keys', parts.random);
  const open = async <Claims extends object>(dialect: Dialect, jku: string | undefined) => ({
    dialect,
    keys: await openSigningKeys<Claims>(dialect.accessTokens, { ...parts, sealer, jku }),
  });
  const [iracing, trackmania] = await Promise.all([
    open<AccessTokenClaims>(iracingDialect, config.origin + iracingPaths.jwks),
    open<TrackmaniaClaims>(createTrackmaniaDialect(config.trackmaniaErrorProfile), undefined),
  ]);
  const signingSeconds = config.signingKeyDays * daySeconds;
  const requester = createOwnRequester(parts.random);
  return {
    dialects: { iracing, trackmania },
    async renewKeys(audit) {
      const rotation = { ...parts, sealer, audit, requester };
      for (const { dialect, keys } of [iracing, trackmania]) {
        await renewSigningKeys(dialect.accessTokens, keys, signingSeconds, rotation);
      }
    },
  };
}

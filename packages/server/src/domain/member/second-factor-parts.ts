import type { AuditLog } from '../audit/audit-event.ts';
import { createSealer, deriveKey } from '../key/sealing.ts';
import type { Sealer } from '../key/sealing.ts';
import type { RateLimitStore } from '../limit/rate-limiter.ts';
import type { Letterbox } from '../mail/letterbox.ts';
import type { Random } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import { backupCodePurpose } from './backup-code.ts';
import { challengeSealingPurpose } from './passkey.ts';
import type { PasskeyParts } from './passkey.ts';
import { createSecondFactorLimit } from './second-factor-limit.ts';
import type { SecondFactorLimit } from './second-factor-limit.ts';
import type { SecondFactorStore } from './second-factor.ts';
import { seedSealingPurpose } from './totp.ts';

/** What only the second factor needs. */
export interface SecondFactorTools {
  readonly store: SecondFactorStore;
  readonly limit: SecondFactorLimit;
  readonly seedSealer: Sealer;
  readonly challengeSealer: Sealer;
  readonly backupCodeKey: Uint8Array;
}

/** What the rules of the second factor need of the house. */
export interface SecondFactorParts extends PasskeyParts {
  readonly secondFactor: SecondFactorTools;
  readonly letters: Letterbox;
  readonly audit: AuditLog;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
}

/** Derives the keys of the second factor from the secret key and binds its limit to the counters. */
export function createSecondFactorTools(made: {
  readonly store: SecondFactorStore;
  readonly limits: RateLimitStore;
  readonly secretKey: Uint8Array;
  readonly random: Random;
}): SecondFactorTools {
  const { store, limits, secretKey, random } = made;
  return {
    store,
    limit: createSecondFactorLimit(limits),
    seedSealer: createSealer(secretKey, seedSealingPurpose, random),
    challengeSealer: createSealer(secretKey, challengeSealingPurpose, random),
    backupCodeKey: deriveKey(secretKey, backupCodePurpose),
  };
}

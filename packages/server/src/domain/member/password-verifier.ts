import { hash, verify } from '@node-rs/argon2';
import { OAuthError } from '@pitpass/protocol';
import pLimit from 'p-limit';

/** Cost of one password hash. */
export interface PasswordHashCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** What was measured to cost about 5 ms on a server core, and what OWASP names as the least. */
export const passwordHashCost: PasswordHashCost = { memoryKib: 19_456, passes: 2 };

/** Makes and checks Argon2id verifiers, a bounded number at a time. */
export interface PasswordVerifier {
  /** A PHC string over the masked password, with its own salt. */
  create(maskedPassword: string): Promise<string>;
  /**
   * True when the masked password belongs to the verifier. Without a verifier the same work is done on a
   * dummy and the answer is false, so that an unknown user costs what a wrong password costs.
   */
  verify(verifier: string | undefined, maskedPassword: string): Promise<boolean>;
  /** True when the verifier was made at a lower cost than new ones are. @see S183 */
  isOutdated(verifier: string): boolean;
}

/**
 * Binds Argon2id to a cap on concurrent hashes and a bounded queue behind it.
 *
 * @throws OAuthError `temporarily_unavailable` with seconds to wait, from both functions, when the queue is
 *   full: memory stays under concurrency × cost whatever arrives
 * @see RFC 9106
 */
export function createPasswordVerifier(options: {
  readonly cost: PasswordHashCost;
  readonly concurrencyMax: number;
  readonly queueMax: number;
}): PasswordVerifier {
  const limit = pLimit(options.concurrencyMax);
  // Argon2id is the library's default variant.
  const argon2 = {
    memoryCost: options.cost.memoryKib,
    timeCost: options.cost.passes,
    parallelism: 1,
  };
  const { memoryKib, passes } = options.cost;
  let dummy: Promise<string> | undefined;
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= options.queueMax) {
      throw new OAuthError('temporarily_unavailable', 'too many logins at this moment', {
        retryAfterSeconds: 2,
      });
    }
    return limit(work);
  };
  return {
    async create(maskedPassword) {
      return enqueue(() => hash(maskedPassword, argon2));
    },
    async verify(verifier, maskedPassword) {
      return enqueue(async () => {
        dummy ??= hash('a verifier that belongs to nobody', argon2);
        const isRight = await verify(verifier ?? (await dummy), maskedPassword);
        return isRight && verifier !== undefined;
      });
    },
    isOutdated(verifier) {
      const [, memory, time] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(verifier) ?? [];
      return !(Number(memory) >= memoryKib && Number(time) >= passes);
    },
  };
}

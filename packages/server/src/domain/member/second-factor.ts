import type { QueuedMail } from '../mail/letterbox.ts';
import type { Digest } from '../presented.ts';

/** An authenticator app that makes codes for a member. */
export interface AuthenticatorApp {
  readonly authenticator_id: string;
  readonly member_id: string;
  /** The seed, sealed with a key outside the database for this member and this authenticator alone. */
  readonly sealed_seed: string;
  /** The newest time step of which a code was accepted. */
  readonly last_step: number;
  readonly created_at: number;
}

/** A passkey of a member. */
export interface Passkey {
  /** URL-safe Base64. */
  readonly credential_id: string;
  readonly member_id: string;
  /** What the member calls it. */
  readonly passkey_name: string;
  /** COSE, in URL-safe Base64. */
  readonly public_key: string;
  /** How often the authenticator says that it has signed; 0 for ever where it does not count. */
  readonly counter: number;
  /** How a browser reaches it, as the browser said. */
  readonly transports: readonly string[];
  readonly created_at: number;
  readonly last_used_at: number | null;
}

/** The second factor of a member who has it on. */
export interface SecondFactor {
  readonly member_id: string;
  readonly switched_on_at: number;
  /** The number of the present set of backup codes; another set has another one. */
  readonly backup_code_set: number;
  readonly backup_codes_left: number;
  readonly authenticator: AuthenticatorApp | undefined;
  /** Oldest first. */
  readonly passkeys: readonly Passkey[];
}

/** A first or further method, proven to work. */
export type NewMethod =
  | { readonly kind: 'authenticator'; readonly authenticator: AuthenticatorApp }
  | {
      readonly kind: 'passkey';
      readonly passkey: Passkey;
      /** The challenge that its making answered. */
      readonly challenge: SpentChallenge;
    };

/** A challenge that was answered and may not be answered again. */
export interface SpentChallenge {
  readonly challenge_digest: Digest;
  readonly expires_at: number;
}

/**
 * Where second factors are kept. Everything that works once is claimed by one conditional statement, and a
 * change is one transaction with the letter that tells of it.
 */
export interface SecondFactorStore {
  /** True when signing in takes a second factor beside the password. */
  hasSecondFactor(member_id: string): Promise<boolean>;
  findSecondFactor(member_id: string): Promise<SecondFactor | undefined>;
  /**
   * Switches the second factor on with its first method, and ends everything of the member: sessions,
   * codes, logins and remembered browsers.
   *
   * @returns the ids of the sessions that ended; undefined, and nothing was done, when it was on before or
   *   the passkey's challenge was spent
   */
  switchOn(
    member_id: string,
    first: NewMethod,
    backup_code_digests: readonly string[],
    mail: QueuedMail,
    now: number,
  ): Promise<readonly string[] | undefined>;
  /**
   * Switches the second factor off, forgets all of its methods and ends everything of the member.
   *
   * @returns the ids of the sessions that ended; undefined, and nothing was done, when it was off before
   */
  switchOff(
    member_id: string,
    mail: QueuedMail,
    now: number,
  ): Promise<readonly string[] | undefined>;
  /**
   * Adds a method; an authenticator app takes the place of the one before.
   *
   * @returns false, and nothing was done, when the factor is off, the passkey belongs to an account, or its
   *   challenge was spent
   */
  addMethod(member_id: string, added: NewMethod, mail: QueuedMail): Promise<boolean>;
  /** Removes the authenticator app. False when it was not there, or nothing but backup codes would be left. */
  removeAuthenticator(
    member_id: string,
    authenticator_id: string,
    mail: QueuedMail,
  ): Promise<boolean>;
  /** Removes a passkey. False when it was not there, or nothing but backup codes would be left. */
  removePasskey(member_id: string, credential_id: string, mail: QueuedMail): Promise<boolean>;
  /** False when the member has no such passkey. */
  renamePasskey(member_id: string, credential_id: string, passkey_name: string): Promise<boolean>;
  /**
   * Puts a new set of backup codes in the place of the set with the given number.
   *
   * @returns false, and nothing was done, when that set is no longer the present one
   */
  replaceBackupCodes(
    member_id: string,
    backup_code_set: number,
    backup_code_digests: readonly string[],
    mail: QueuedMail,
  ): Promise<boolean>;
  /** Claims a time step of an authenticator app. True for one caller, and never for an earlier step. */
  claimTotpStep(
    app: Pick<AuthenticatorApp, 'member_id' | 'authenticator_id'>,
    step: number,
  ): Promise<boolean>;
  /**
   * Claims a backup code, with a letter about it.
   *
   * @returns how many are left; undefined when the code is none of the member's or was used
   */
  claimBackupCode(
    member_id: string,
    code_digest: string,
    mail: QueuedMail,
    now: number,
  ): Promise<number | undefined>;
  /**
   * Claims the answer of a passkey. True for one caller; false when its challenge was answered before, or its
   * counter has not moved on.
   */
  claimPasskeyAnswer(
    used: Pick<Passkey, 'member_id' | 'credential_id' | 'counter'>,
    challenge: SpentChallenge,
    now: number,
  ): Promise<boolean>;
}

import type { QueuedMail } from '../mail/letterbox.ts';
import type { Digest } from '../presented.ts';
import type { Member } from './member.ts';

/** How long the link of a sign-up or of a new address works, in seconds: a day. */
export const addressLinkLifetimeSeconds = 86_400;

/** How long the link works with which a password is replaced, in seconds, when a member asked for it. */
export const resetLinkLifetimeSeconds = 1800;

/** How long it works when staff sent it, who cannot know when the member reads mail: a day. */
export const staffResetLinkLifetimeSeconds = 86_400;

interface Link {
  readonly link_digest: Digest;
  readonly created_at: number;
  readonly expires_at: number;
}

/** An account that waits for the proof of its address. */
export interface SignUp extends Link {
  readonly username: string;
  readonly display_name: string;
  readonly password_verifier: string;
  /** The sign-in to an app from which it began, sealed for the browser; null where there was none. */
  readonly continuation: string | null;
}

/** A password that may be replaced. */
export interface PasswordReset extends Link {
  /** Null for an address without an account: the same is written, and no link goes out. */
  readonly member_id: string | null;
  /** The address that the link went to. */
  readonly username: string;
}

/** A new address that waits for its proof, with the verifier of the same password with it. */
export interface AddressChange extends Link {
  readonly member_id: string;
  readonly username: string;
  readonly password_verifier: string;
}

/** What became of an account that was proven. */
export type CreatedBySignUp = 'created' | 'username_taken' | 'cust_id_taken' | 'link_gone';

/** What became of an address that was proven. */
export type UsedAddressChange =
  | {
      readonly outcome: 'changed';
      /** The ids of the sessions that ended. */
      readonly ended: readonly string[];
    }
  | { readonly outcome: 'username_taken' | 'link_gone' };

/**
 * Where the links are kept that prove an address or replace a password. Each is claimed by the statement that
 * deletes it, in one transaction with what it does: of any number of uses one counts.
 */
export interface AccountLinkStore {
  saveSignUp(signUp: SignUp, mail: QueuedMail): Promise<void>;
  findSignUp(link_digest: Digest, now: number): Promise<SignUp | undefined>;
  /** Unless the answer is `created`, nothing is written and the link stays what it was. */
  useSignUp(link_digest: Digest, member: Member, now: number): Promise<CreatedBySignUp>;

  /** Writes the letter where there is one; without one it takes the same time. @see S182 */
  savePasswordReset(reset: PasswordReset, mail: QueuedMail | undefined): Promise<void>;
  /** The account in use that a link belongs to, as long as it has the address that the link went to. */
  findPasswordReset(link_digest: Digest, now: number): Promise<Member | undefined>;
  /**
   * Replaces the password; everything of the account ends, and so does every other link of it.
   *
   * @returns the ids of the sessions that ended; undefined when the link was worth nothing any more
   */
  usePasswordReset(
    link_digest: Digest,
    member: Pick<Member, 'member_id' | 'username' | 'password_verifier'>,
    mail: QueuedMail,
    now: number,
  ): Promise<readonly string[] | undefined>;
  /**
   * Makes a member replace the password before anything else; everything of the account ends.
   *
   * @returns the ids of the sessions that ended; undefined when no account in use has the id and address
   */
  requireReset(
    reset: PasswordReset,
    mail: QueuedMail,
    now: number,
  ): Promise<readonly string[] | undefined>;

  /**
   * Lets a new address wait, in place of another that did.
   *
   * @param checked - the account as it was when its password was verified
   * @returns false, and nothing is written, when its password has changed since, or it is not in use
   */
  saveAddressChange(
    change: AddressChange,
    checked: Member,
    mails: readonly QueuedMail[],
  ): Promise<boolean>;
  /** The address that waits, until its link expires. */
  findPendingAddress(member_id: string, now: number): Promise<AddressChange | undefined>;
  findAddressChange(
    link_digest: Digest,
    now: number,
  ): Promise<{ readonly change: AddressChange; readonly member: Member } | undefined>;
  /**
   * Replaces address and verifier together; everything of the account ends, and so does every other link of
   * it. Unless the answer is `changed`, nothing is written.
   */
  useAddressChange(
    change: AddressChange,
    mail: QueuedMail,
    now: number,
  ): Promise<UsedAddressChange>;
  /**
   * Gives the account another address, whose owner replaces the password before anything else; everything
   * of the account ends.
   *
   * @param reset - names the new address
   */
  setAddress(
    reset: PasswordReset & { readonly member_id: string },
    mails: readonly QueuedMail[],
    now: number,
  ): Promise<UsedAddressChange>;
  /** Forgets the address that waits. @returns whether one did */
  deleteAddressChange(member_id: string): Promise<boolean>;
}

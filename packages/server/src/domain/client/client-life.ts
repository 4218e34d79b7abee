import type { QueuedMail } from '../mail/letterbox.ts';
import type { Client, OwnedClientCreation } from './client.ts';

/** How long a review may take, in seconds. @see The book, chapter 2 */
export const reviewDueSeconds = 10 * 86_400;

/** How long a link to a secret works, in seconds. */
export const secretLinkLifetimeSeconds = 86_400;

/** How long two secrets are good side by side unless it is said, in seconds. @see S68 */
export const secretOverlapSeconds = 86_400;

/** The longest that two secrets may be good side by side, in seconds. @see S68 */
export const secretOverlapSecondsMax = 7 * 86_400;

/** Members that may let an app in before staff has looked at it. @see S199 */
export const unreviewedMembersMax = 100;

/** What is written of a review. */
export interface ClientReview {
  readonly requested_at: number;
  /** What staff should look at twice, in sentences. */
  readonly held_because: readonly string[];
  readonly decided_at: number | null;
  /** What the developer is told; null unless it was refused. */
  readonly refused_because: string | null;
}

/** Who disabled a client: staff, or the service because nobody used it. */
export type Disabler = 'staff' | 'inactive';

/** What has happened to a client, beside its record. */
export interface ClientLife {
  readonly client_id: string;
  /** Up to an hour behind. */
  readonly last_used_at: number | null;
  readonly secret_used_at: number | null;
  readonly former_secret_used_at: number | null;
  readonly idle_from: number | null;
  readonly disabled_at: number | null;
  readonly disabled_by: Disabler | null;
  /** Undefined for a client that nobody had to ask for. */
  readonly review: ClientReview | undefined;
  /** Undefined when no link to a secret waits to be used. */
  readonly secret_link_expires_at: number | undefined;
}

/** A client that waits for its review, or was refused. */
export interface ReviewedClient {
  readonly client: Client;
  readonly review: ClientReview;
  readonly owner_member_id: string | null;
}

/** A link to a secret, as it is stored. */
export interface SecretLink {
  readonly link_digest: string;
  readonly expires_at: number;
}

/** One use of a client. */
export interface ClientUse {
  readonly client_id: string;
  /** Of the secret that was presented; null for a public client. */
  readonly secret_digest: string | null;
  readonly used_at: number;
}

/** A client that has been idle for at least so many days. */
export interface IdleClient {
  readonly client_id: string;
  readonly client_name: string;
  /** Where its developer is written to; null when nobody can be. */
  readonly to: string | null;
  /** The later of its last use and of the beginning of the count. */
  readonly idle_since: number;
  readonly last_used_at: number | null;
}

/**
 * What happens to a client from the request to its end. Every change is one conditional statement and what
 * belongs to it in one transaction: of several at once one succeeds, and its mail is sent once.
 */
export interface ClientLifeStore {
  findClientLife(client_id: string): Promise<ClientLife | undefined>;
  /** As `createClientOfOwner`, for a client that waits for its review. */
  requestClient(
    request: {
      readonly client: Client;
      readonly owner_member_id: string;
      readonly review: ClientReview;
      readonly mail: QueuedMail | undefined;
    },
    clientsMax: number,
  ): Promise<OwnedClientCreation>;
  /** Those that wait, oldest first, or those that were refused, newest first; at most 500. */
  listReviews(state: 'requested' | 'refused'): Promise<readonly ReviewedClient[]>;
  /**
   * Lets a client in that waits for its review, and marks it as reviewed.
   *
   * @param approval.client - as it was looked at
   * @param approval.listed - who is put on its access list, and the letter that tells them
   * @returns false, and nothing is written, when it does not wait (any more) or is not as it was looked at
   */
  approveClient(
    approval: {
      readonly client: Client;
      readonly link: SecretLink | undefined;
      readonly listed: { readonly member_id: string; readonly mail: QueuedMail } | undefined;
      readonly mail: QueuedMail | undefined;
    },
    now: number,
  ): Promise<boolean>;
  /** Refuses a client that waits. @returns false, and nothing is written, when it does not wait */
  refuseClient(
    refusal: {
      readonly client_id: string;
      readonly reason: string;
      readonly mail: QueuedMail | undefined;
    },
    now: number,
  ): Promise<boolean>;
  /**
   * Disables an active client and ends its sessions and codes.
   *
   * @returns the ids of the sessions that ended; undefined, and nothing is written, when it is not active
   */
  disableClient(
    client_id: string,
    mail: QueuedMail | undefined,
    now: number,
  ): Promise<readonly string[] | undefined>;
  /**
   * Enables a disabled client; what had ended stays ended, and idleness is counted anew.
   *
   * @param disabled_by - enables it only when it was disabled so; undefined in any case
   * @returns false, and nothing is written, when there was nothing to enable
   */
  enableClient(client_id: string, disabled_by: Disabler | undefined, now: number): Promise<boolean>;
  /**
   * Stores a link to a secret; an earlier one of the client is worth nothing then.
   *
   * @returns false, and nothing is written, when the client is not active or has no secret
   */
  saveSecretLink(
    client_id: string,
    link: SecretLink,
    mail: QueuedMail | undefined,
  ): Promise<boolean>;
  /** Finds the client of a link that still works. */
  findSecretLink(link_digest: string, now: number): Promise<string | undefined>;
  /**
   * Uses a link: it is gone, and the secret of its client is the one of the digest alone. Of any number of
   * parallel calls one succeeds.
   */
  claimSecretLink(
    link_digest: string,
    secret: { readonly client_id: string; readonly secret_digest: string },
    mail: QueuedMail | undefined,
    now: number,
  ): Promise<boolean>;
  /**
   * Adds a secret beside the standing one, which ends then.
   *
   * @returns false, and nothing is written, when the standing digest is no longer `before`
   */
  addSecret(
    client_id: string,
    secret_digest: string,
    former: { readonly before: string; readonly ends_at: number },
  ): Promise<boolean>;
  /** Ends the former secret at once. @returns false when there is none */
  endFormerSecret(client_id: string): Promise<boolean>;
  /** Writes a use: idleness begins anew. */
  recordClientUse(use: ClientUse): Promise<void>;
  /** Begins to count the idleness of active clients that are not watched yet. */
  watchClients(now: number): Promise<void>;
  /** Active clients that have been idle for that many days and were not told of this step, at most 100. */
  listIdleClients(days: number, now: number): Promise<readonly IdleClient[]>;
  /**
   * Takes the step: the developer is told, and at `disables` the client is disabled with its sessions.
   *
   * @returns the sessions that ended; undefined, and nothing is written, when another node was faster or the
   *   client was used meanwhile
   */
  takeIdleStep(
    step: {
      readonly client_id: string;
      readonly days: number;
      readonly disables: boolean;
      readonly mail: QueuedMail | undefined;
    },
    now: number,
  ): Promise<readonly string[] | undefined>;
}

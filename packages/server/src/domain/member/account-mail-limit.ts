import type { RateLimitStore } from '../limit/rate-limiter.ts';
import { addressBlockOf } from '../limit/network-address.ts';
import type { Requester } from '../ports.ts';
import { digestOf } from '../presented.ts';

/** What becomes of a wish for a mailed link. */
export type AccountMailTurn =
  | { readonly outcome: 'mail' }
  /** The account was written to so often that one more letter only annoys. It is answered alike. */
  | { readonly outcome: 'enough' }
  | { readonly outcome: 'wait'; readonly waitSeconds: number };

/** Keeps mailboxes from being filled, and addresses from being tried. */
export interface AccountMailLimit {
  /** Counts a wish for a mailed link, whether or not the mail address has an account. */
  countWish(username: string, requester: Requester, now: number): Promise<AccountMailTurn>;
}

const hourSeconds = 3600;

/** Wishes in an hour: for one mail address from one network address, from one network address, and in all. */
export const accountMailsPerHour = { sameSender: 5, sender: 30, recipient: 10 } as const;

/** Binds the limit to its counters, which all nodes share. */
export function createAccountMailLimit(store: RateLimitStore): AccountMailLimit {
  return {
    async countWish(username, requester, now) {
      const block = addressBlockOf(requester.ip);
      const recipient = digestOf(username);
      const count = (bucket: string) => store.count(`account_mail:${bucket}`, hourSeconds, now);
      const bySender = await count(block);
      const bySame = await count(`${recipient}:${block}`);
      const waits = [
        bySender.count > accountMailsPerHour.sender ? bySender.window_ends_at - now : 0,
        bySame.count > accountMailsPerHour.sameSender ? bySame.window_ends_at - now : 0,
      ];
      const waitSeconds = Math.max(...waits);
      if (waitSeconds > 0) return { outcome: 'wait', waitSeconds };
      const { count: letters } = await count(recipient);
      return { outcome: letters > accountMailsPerHour.recipient ? 'enough' : 'mail' };
    },
  };
}

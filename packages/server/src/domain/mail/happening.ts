import type { Requester } from '../ports.ts';

/** Where and when something happened that a letter tells of. */
export interface Happening {
  /** Epoch seconds. */
  readonly at: number;
  /** The address of whoever caused it; null when it was the service itself. */
  readonly ip: string | null;
  readonly user_agent: string | null;
  /** The app that the sign-in was for; left out when there was none. */
  readonly client_name?: string;
}

/** What a requester has caused at a moment, in epoch seconds. */
export function toHappening({ ip, user_agent }: Requester, at: number): Happening {
  return { at, ip, user_agent };
}

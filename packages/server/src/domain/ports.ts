/** The present moment in whole epoch seconds. Tests pass a fixed one. */
export type Clock = () => number;

/** Fills a new array with that many bytes from a secure generator. Tests pass a seeded one. */
export type Random = (byteCount: number) => Uint8Array;

/** Who asked, as far as the transport knows: for audit, session records and limits. */
export interface Requester {
  /** The `x-request-id` of the answer. */
  readonly request_id: string;
  /** IPv4 or IPv6 address. */
  readonly ip: string;
  /** At most 512 characters; null when none was sent. */
  readonly user_agent: string | null;
}

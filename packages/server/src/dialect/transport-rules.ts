/** What is the same on every path, whatever a request asks for. Programs are told of it. */
export const transportRules = {
  /** The largest body that is read, in bytes. */
  bodyBytesMax: 65_536,
  /** What a page of a registered origin can read of an answer's head. */
  exposedHeaders: ['x-request-id', 'retry-after', 'www-authenticate'],
  /** How long a browser may keep the answer to a preflight, in seconds. */
  preflightMaxAgeSeconds: 600,
} as const;

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { parseAddress } from '../domain/limit/network-address.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asked, behind the proxies that the operator has named. */
    readonly requesterAddress: string;
  }
}

/** Some proxies add the port from which they were asked. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracketed !== null) return bracketed[1] ?? '';
  return /^[\d.]+:\d{1,5}$/.test(entry) ? entry.slice(0, entry.indexOf(':')) : entry;
}

/**
 * Finds out who asked. Each proxy appends the address that it was asked from, so with n of them the n-th
 * entry of `X-Forwarded-For` from the right is the requester's, and everything left of it is hearsay. The
 * connection's own address counts when no proxy is trusted, when there are fewer entries than proxies, and
 * when the entry is no address.
 *
 * @param trustedProxies - how many proxies stand before the service, each of which appends one entry
 * @returns the address in its canonical spelling
 */
export function findRequesterAddress(
  connectionAddress: string,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const connection = parseAddress(connectionAddress) ?? connectionAddress;
  if (trustedProxies === 0 || forwardedFor === undefined) return connection;
  const entry = forwardedFor.split(',').at(-trustedProxies);
  if (entry === undefined) return connection;
  return parseAddress(withoutPort(entry.trim())) ?? connection;
}

/** Gives every request its {@link FastifyRequest.requesterAddress}. */
export function decorateRequesterAddress(app: FastifyInstance, trustedProxies: number): void {
  app.decorateRequest('requesterAddress', {
    getter(this: FastifyRequest): string {
      const forwarded = this.headers['x-forwarded-for'];
      const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
      return findRequesterAddress(this.ip, text, trustedProxies);
    },
  });
}

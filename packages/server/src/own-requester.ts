import type { Random, Requester } from './domain/ports.ts';
import { createUuid } from './domain/presented.ts';

/** Makes the requester of what nobody asked for over the network: the service itself, or its operator. */
export function createOwnRequester(random: Random): () => Requester {
  return () => ({ request_id: createUuid(random), ip: '127.0.0.1', user_agent: null });
}

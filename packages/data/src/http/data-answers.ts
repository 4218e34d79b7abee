import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../catalogue/catalogue.ts';
import type { MethodEntry } from '../catalogue/method-entry.ts';
import { createWorld } from '../world/world.ts';
import { createFileHandler } from './file-route.ts';
import { createAnswerWindows, createLinkWriter } from './link-writer.ts';
import type { Surroundings } from './method-route.ts';
import { createMethodHandler } from './method-route.ts';
import type { AccessTokenClaims, DataApiOptions } from './ports.ts';
import { createLinkSigner } from './signed-link.ts';
import type { LinkSigner } from './signed-link.ts';

const defaultSeed = 'pitpass';
// No link lives longer: what was signed before that is over.
const linkSecondsMax = 604_800;

/** Everything that is answered from the world. */
export interface DataAnswers {
  /** Answers a method of the catalogue to a caller who was admitted. */
  answerMethod(
    entry: MethodEntry,
    request: FastifyRequest,
    reply: FastifyReply,
    claims: AccessTokenClaims,
  ): void | Promise<void>;
  /** Answers a signed link, or says in XML why it is none. */
  answerFile(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** Chooses the writer of an answer's links: the usual one, or one whose links are over already. */
function createWriters({ linkKey, clock, areLinksExpired }: DataApiOptions, signer: LinkSigner) {
  const writer = createLinkWriter(signer);
  if (areLinksExpired === undefined) return () => writer;
  const signedBefore = createLinkSigner(linkKey, () => clock() - linkSecondsMax - 1);
  const expiredWriter = createLinkWriter(signedBefore);
  return (request: FastifyRequest) => (areLinksExpired(request) ? expiredWriter : writer);
}

/**
 * Makes the world and what answers from it. This file alone imports both, so that who has not been
 * asked yet has not loaded them.
 */
export function createDataAnswers(
  options: DataApiOptions,
  signer: LinkSigner,
  originOf: (request: FastifyRequest) => string,
): DataAnswers {
  const { clock } = options;
  const world = createWorld(options.seed ?? defaultSeed);
  const surroundings: Surroundings = {
    world,
    writerOf: createWriters(options, signer),
    windowOf: createAnswerWindows(clock),
    originOf,
    loadGuests: async () => world.arrangeGuests(await options.listMembers()),
  };
  const handlers = new Map(
    catalogue.map((entry) => [entry, createMethodHandler(entry, surroundings)]),
  );
  return {
    answerMethod: (entry, request, reply, claims) => handlers.get(entry)?.(request, reply, claims),
    answerFile: createFileHandler(signer, clock, surroundings),
  };
}

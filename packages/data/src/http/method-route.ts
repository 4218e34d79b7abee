import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { methodPath } from '../catalogue/catalogue.ts';
import type { MethodEntry } from '../catalogue/method-entry.ts';
import { parseParameters } from '../catalogue/parameters.ts';
import type { Payload, PayloadContext } from '../payloads/payload.ts';
import { findPayload } from '../payloads/payloads.ts';
import type { Guests, World } from '../world/world.ts';
import { errorWords, sendError, sendJson } from './answer.ts';
import type { FileSource } from './file-path.ts';
import type { AnswerWindow, LinkWriter } from './link-writer.ts';
import { inlineBody, payloadFile, tableFile } from './link-writer.ts';
import type { AccessTokenClaims } from './ports.ts';

/** What the routes share. */
export interface Surroundings {
  readonly world: World;
  /** The writer of the links in the answer to a request; asked once for each answer with links. */
  readonly writerOf: (request: FastifyRequest) => LinkWriter;
  readonly windowOf: (entry: MethodEntry) => AnswerWindow;
  readonly originOf: (request: FastifyRequest) => string;
  readonly loadGuests: () => Promise<Guests>;
}

/** The part of a URL after `?`. */
export function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

/** Signs links inside an answer; the writer is asked for once, and only when there is a link. */
export function createLinkTo(
  request: FastifyRequest,
  source: FileSource,
  { originOf, writerOf }: Pick<Surroundings, 'originOf' | 'writerOf'>,
): PayloadContext['linkTo'] {
  let writer: LinkWriter | undefined;
  return (file, lifetimeSeconds) => {
    writer ??= writerOf(request);
    return writer.link(originOf(request), source, file, lifetimeSeconds);
  };
}

function sendBody(reply: FastifyReply, body: string, tag: string): void {
  reply.header('cache-control', 'max-age=60').header('etag', tag);
  sendJson(reply, 200, body);
}

function tagOf(body: string): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

const signatureLength = 64;

/** A link differs from the last by its signature, which is a good tag for the whole answer. */
function tagOfLink(body: string): string {
  const end = body.indexOf('","expires"');
  return `W/"${body.slice(end - signatureLength, end - signatureLength + 22)}"`;
}

/**
 * Creates the handler of a method. The caller was admitted before. Methods behind a plain link are
 * answered without computing anything: the file is made when it is fetched.
 */
export function createMethodHandler(entry: MethodEntry, surroundings: Surroundings) {
  const payload = findPayload(methodPath(entry));
  if (payload === undefined) {
    return (_request: FastifyRequest, reply: FastifyReply): void =>
      sendError(reply, 501, errorWords[501], `${methodPath(entry)} is not built yet.`);
  }
  const { writerOf, windowOf, originOf } = surroundings;
  const isInline = entry.delivery.kind.startsWith('inline') || entry.delivery.kind === 'data_url';
  const file = entry.delivery.kind === 'csv' ? tableFile : payloadFile;

  return (
    request: FastifyRequest,
    reply: FastifyReply,
    claims: AccessTokenClaims,
  ): void | Promise<void> => {
    const caller = claims.iracing_cust_id ?? undefined;
    if (caller === undefined && payload.forCaller === true) {
      return sendError(reply, 403, errorWords[403], 'The token names no member.');
    }
    const parsed = parseParameters(entry, queryOf(request.url), caller);
    if ('refusal' in parsed) return sendError(reply, 400, errorWords[400], parsed.refusal);
    if (parsed.ignored.length > 0) {
      request.log.info({ parameters: parsed.ignored }, 'unknown parameters were ignored');
    }
    const { asOf, expires } = windowOf(entry);
    const source = { entry, asOf, caller, canonical: parsed.canonical };
    if (!isInline && payload.refuse === undefined) {
      const body = writerOf(request).linkBody(originOf(request), source, file, expires);
      return sendBody(reply, body, tagOfLink(body));
    }
    const context = { parameters: parsed.parameters, caller, asOf };
    return answerWithWorld(surroundings, payload, source, context, {
      request,
      reply,
      file,
      expires,
    });
  };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The name of the file that a link leads to. */
  readonly file: string;
  readonly expires: string;
}

async function answerWithWorld(
  surroundings: Surroundings,
  payload: Payload,
  source: FileSource,
  partial: Pick<Parameters<NonNullable<Payload['refuse']>>[0], 'parameters' | 'caller' | 'asOf'>,
  { request, reply, file, expires }: Exchange,
): Promise<void> {
  const { world, writerOf, originOf, loadGuests } = surroundings;
  const linkTo = createLinkTo(request, source, surroundings);
  const context = { ...partial, world, guests: await loadGuests(), linkTo };
  const refusal = payload.refuse?.(context);
  if (refusal !== undefined) {
    return sendError(reply, refusal.status, errorWords[refusal.status], refusal.message);
  }
  const origin = originOf(request);
  if (payload.kind === 'link' || payload.kind === 'link_chunks' || payload.kind === 'csv') {
    const body = writerOf(request).linkBody(origin, source, file, expires);
    return sendBody(reply, body, tagOfLink(body));
  }
  const body = JSON.stringify(inlineBody(() => writerOf(request), origin, source, context));
  return sendBody(reply, body, tagOf(body));
}

import { findPayload } from '../payloads/payloads.ts';
import { isoTime } from '../world/calendar.ts';
import type { Delivery, MethodEntry } from '../catalogue/method-entry.ts';
import { linkSeconds } from '../catalogue/method-entry.ts';
import { methodPath } from '../catalogue/catalogue.ts';
import type { PayloadContext, RowSource } from '../payloads/payload.ts';
import type { FileSource } from './file-path.ts';
import { folderOf } from './file-path.ts';
import type { LinkSigner } from './signed-link.ts';

/** Names of the files in a source's folder. */
export const payloadFile = 'payload.json';
/** See {@link payloadFile}. */
export const tableFile = 'payload.csv';
/** The folder of chunks inside a source's folder. */
export const chunkFolder = 'chunks/';

/** The window of time in which an answer stays the same. */
export interface AnswerWindow {
  /** Epoch seconds at which the answer counts as built. */
  readonly asOf: number;
  /** The end of the window as the API writes it. */
  readonly expires: string;
}

/** Creates the reader of the running window, which writes each `expires` once. */
export function createAnswerWindows(clock: () => number): (entry: MethodEntry) => AnswerWindow {
  const windows = new Map<number, AnswerWindow>();
  return ({ expirationSeconds }) => {
    const now = clock();
    const asOf = now - (now % expirationSeconds);
    const known = windows.get(expirationSeconds);
    if (known?.asOf === asOf) return known;
    const window = { asOf, expires: isoTime(asOf + expirationSeconds) };
    windows.set(expirationSeconds, window);
    return window;
  };
}

/** Writes the answers that lead to files. */
export interface LinkWriter {
  /** A freshly signed absolute link to a file of a source. */
  link(origin: string, source: FileSource, file: string, lifetimeSeconds: number): string;
  /** The body `{link, expires}`. */
  linkBody(origin: string, source: FileSource, file: string, expires: string): string;
  /** `chunk_info` for rows; every name carries its own signature. */
  chunkInfo(origin: string, source: FileSource, rows: RowSource | null, sizes: ChunkSizes): unknown;
}

type ChunkSizes = Pick<
  Extract<Delivery, { kind: 'inline_chunks' | 'link_chunks' }>,
  'chunkSize' | 'chunkUrlSeconds'
>;

/** Creates the writer of links. */
export function createLinkWriter(signer: LinkSigner): LinkWriter {
  const link: LinkWriter['link'] = (origin, source, file, lifetimeSeconds) => {
    const path = folderOf(source) + file;
    return `${origin}${path}?${signer.sign(path, lifetimeSeconds)}`;
  };
  return {
    link,
    // Nothing in a link needs escaping, so the body is put together by hand.
    linkBody: (origin, source, file, expires) =>
      `{"link":"${link(origin, source, file, linkSeconds)}","expires":"${expires}"}`,
    chunkInfo: (origin, source, rows, { chunkSize, chunkUrlSeconds }) => {
      if (rows === null) return null;
      const folder = folderOf(source) + chunkFolder;
      const names = Array.from(
        { length: Math.ceil(rows.count / chunkSize) },
        (_, i) => `${i}.json`,
      );
      return {
        chunk_size: chunkSize,
        num_chunks: names.length,
        rows: rows.count,
        base_download_url: names.length === 0 ? null : origin + folder,
        chunk_file_names: names.map(
          (name) => `${name}?${signer.sign(folder + name, chunkUrlSeconds)}`,
        ),
      };
    },
  };
}

/** What a method of the three kinds that answer at once puts into its first answer. */
export function inlineBody(
  findWriter: () => LinkWriter,
  origin: string,
  source: FileSource,
  context: PayloadContext,
): unknown {
  const payload = findPayload(methodPath(source.entry));
  const { delivery } = source.entry;
  if (payload?.kind === 'inline') return payload.answer(context);
  if (payload?.kind === 'data_url' && delivery.kind === 'data_url') {
    return {
      type: delivery.type,
      data: payload.summary(context),
      data_url: findWriter().link(origin, source, payloadFile, delivery.dataUrlSeconds),
    };
  }
  if (payload?.kind === 'inline_chunks' && delivery.kind === 'inline_chunks') {
    const rows = payload.rows(context);
    const chunk_info = findWriter().chunkInfo(origin, source, rows, delivery);
    return {
      type: delivery.type,
      data: { success: true, chunk_info, params: payload.echo(context) },
    };
  }
  throw new RangeError(`${methodPath(source.entry)} is not answered at once.`);
}

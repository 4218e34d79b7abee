import { findMethod } from '../catalogue/catalogue.ts';
import type { MethodEntry } from '../catalogue/method-entry.ts';

/** What a file is made from: enough to compute it again at any time. */
export interface FileSource {
  readonly entry: MethodEntry;
  /** Epoch seconds at which the answer was built; the world is shown as of then. */
  readonly asOf: number;
  readonly caller: number | undefined;
  /** The given parameters in canonical form. */
  readonly canonical: string;
}

/** A file: a source and a name such as `payload.json` or `chunks/0.json`. */
export interface FileName extends FileSource {
  readonly file: string;
}

/** The path under which all files are. */
export const filesPath = '/data-files/';
const base = 36;

/** The folder of a source's files; it ends with `/`. */
export function folderOf({ entry, asOf, caller, canonical }: FileSource): string {
  const parameters = canonical === '' ? '-' : Buffer.from(canonical).toString('base64url');
  const member = caller === undefined ? '-' : caller.toString(base);
  return `${filesPath}${entry.service}/${entry.method}/${asOf.toString(base)}.${member}.${parameters}/`;
}

const filePath =
  /^\/data-files\/([a-z_]+\/[a-z_]+)\/([0-9a-z]+)\.([0-9a-z]+|-)\.([\w-]+)\/((?:chunks\/)?\w+\.\w+)$/;

/** Reads what {@link folderOf} wrote, with a file name after it; undefined for any other path. */
export function parseFilePath(path: string): FileName | undefined {
  const [, method = '', asOf = '', caller = '', parameters = '', file = ''] =
    filePath.exec(path) ?? [];
  const entry = findMethod(method);
  if (entry === undefined) return undefined;
  return {
    entry,
    asOf: Number.parseInt(asOf, base),
    caller: caller === '-' ? undefined : Number.parseInt(caller, base),
    canonical: parameters === '-' ? '' : Buffer.from(parameters, 'base64url').toString(),
    file,
  };
}

import { readFile } from 'node:fs/promises';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { ask, isInteractive } from '../terminal/prompt.ts';
import { readDemo } from './demo.ts';

/**
 * Where the client secret comes from each time it is needed. The secret itself is remembered only
 * when the person asked for that.
 */
export type SecretSource =
  | { readonly from: 'none' }
  | { readonly from: 'environment' }
  | { readonly from: 'prompt' }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'demo'; readonly path: string }
  | { readonly from: 'saved'; readonly client_secret: string };

/** Reads a stored source, or undefined when it is not one. */
export function parseSecretSource(value: unknown): SecretSource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, path, client_secret } = value as Readonly<Record<string, unknown>>;
  if (from === 'none' || from === 'environment' || from === 'prompt') return { from };
  if ((from === 'file' || from === 'demo') && typeof path === 'string') return { from, path };
  if (from === 'saved' && typeof client_secret === 'string') return { from, client_secret };
  return undefined;
}

/**
 * Reads a secret out of a file; one line break at its end does not belong to it.
 *
 * @throws Problem when the file cannot be read or is empty
 */
export async function readSecretFile(path: string, subject: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw usageProblem(`The file of the ${subject}, ${path}, cannot be read (${code}).`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw usageProblem(`The file of the ${subject}, ${path}, is empty.`);
  return secret;
}

async function readDemoSecret(path: string, client_id: string): Promise<string> {
  const demo = await readDemo(path);
  const client = demo?.clients.find((candidate) => candidate.client_id === client_id);
  if (client?.client_secret !== undefined) return client.client_secret;
  const message = `The demo in ${path} no longer holds a secret of ${client_id}; sign in again with "pitpass login".`;
  throw new Problem('client_secret_missing', exitCodes.signInNeeded, message);
}

/**
 * The client secret, or undefined for a public client.
 *
 * @param withoutSecret - what a client that has no secret does instead; undefined where there is nothing
 * @throws Problem when the place it comes from does not have it
 */
export async function readClientSecret(
  source: SecretSource,
  client_id: string,
  surroundings: Surroundings,
  signal: AbortSignal,
  withoutSecret?: string,
): Promise<string | undefined> {
  const given = surroundings.environment['PITPASS_CLIENT_SECRET'];
  switch (source.from) {
    case 'none':
      return undefined;
    case 'saved':
      return source.client_secret;
    case 'demo':
      return readDemoSecret(source.path, client_id);
    case 'file':
      return readSecretFile(source.path, 'client secret');
    case 'environment':
      if (given) return given;
      throw usageProblem(
        `The secret of the client ${client_id} is needed; set PITPASS_CLIENT_SECRET, or sign in again with --save-secret.`,
      );
    case 'prompt':
      if (withoutSecret !== undefined && !given && isInteractive(surroundings)) {
        note(surroundings, `(${withoutSecret})`);
      }
      return (
        given ||
        ask(surroundings, {
          subject: `Secret of the client ${client_id}`,
          otherwise: [
            'set PITPASS_CLIENT_SECRET or PITPASS_CLIENT_SECRET_FILE, or sign in with --save-secret',
            ...(withoutSecret === undefined ? [] : [withoutSecret]),
          ].join('; '),
          isSecret: true,
          signal,
        })
      );
  }
}

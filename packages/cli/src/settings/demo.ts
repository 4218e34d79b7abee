import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { isLoopbackHostname } from '@pitpass/protocol';

import { exitCodes, Problem } from '../problem.ts';
import { isDemoMember } from '../serve/demo-file.ts';
import type { Demo, DemoClient } from '../serve/demo-file.ts';
import type { Surroundings } from '../surroundings.ts';

/** The demo of a local service, and the file that it stands in. */
export interface FoundDemo {
  readonly path: string;
  readonly demo: Demo;
}

/**
 * Whether a service is on this computer. A folder from elsewhere may hold any file: what it names is believed
 * only then.
 */
export function isLocalOrigin(service: unknown): service is string {
  if (typeof service !== 'string' || !URL.canParse(service)) return false;
  const { protocol, hostname, origin } = new URL(service);
  return protocol === 'http:' && isLoopbackHostname(hostname) && origin === service;
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function parseDemo(text: string): Demo | undefined {
  let demo: Partial<Demo> | null;
  try {
    demo = JSON.parse(text) as Partial<Demo> | null;
  } catch {
    return undefined;
  }
  const isDemo =
    isLocalOrigin(demo?.service) &&
    Array.isArray(demo?.members) &&
    demo.members.every(isDemoMember) &&
    Array.isArray(demo.clients) &&
    demo.clients.every(
      (client: Partial<DemoClient> | null) =>
        typeof client?.client_id === 'string' && isTextList(client.redirect_uris),
    );
  return isDemo ? (demo as Demo) : undefined;
}

/**
 * Reads a demo. Undefined when there is none.
 *
 * @throws Problem when the file cannot be read or is no demo of a service on this computer
 */
export async function readDemo(path: string): Promise<Demo | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const message = `The demo in ${path} cannot be read (${code}); name the service with --service.`;
    throw new Problem('demo_unreadable', exitCodes.failure, message);
  }
  const demo = parseDemo(text);
  if (demo !== undefined) return demo;
  const message = `${path} is not the demo of a service on this computer; start the service again with "pitpass serve --local", or name the service with --service.`;
  throw new Problem('demo_unreadable', exitCodes.failure, message);
}

/**
 * The demo of the working directory, or of the data directory that the environment names.
 *
 * @throws Problem as {@link readDemo} does
 */
export async function findDemo({
  environment,
  directory,
}: Pick<Surroundings, 'environment' | 'directory'>): Promise<FoundDemo | undefined> {
  const folder = environment['PITPASS_DATA_DIRECTORY'] || '.pitpass';
  const path = join(resolve(directory, folder), 'demo.json');
  const demo = await readDemo(path);
  return demo === undefined ? undefined : { path, demo };
}

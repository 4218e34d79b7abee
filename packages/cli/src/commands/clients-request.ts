import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { ClientRegistry, Member, WantedClient } from '@pitpass/server';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { chooseType, parseClientRequests } from './client-request-file.ts';
import type { ClientRequest } from './client-request-file.ts';
import { unknownMember } from './clients-fields.ts';
import { refuseInput, toSentence, withRegistry } from './clients-registry.ts';
import type { ClientsFlags } from './clients-registry.ts';

/** The options of `pitpass clients request`. */
export interface ClientsRequestFlags extends ClientsFlags {
  readonly type?: string;
}

interface Prepared {
  readonly wanted: WantedClient;
  readonly applicant: Member | undefined;
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

async function prepare(
  request: ClientRequest,
  flags: ClientsRequestFlags,
  registry: ClientRegistry,
): Promise<Prepared> {
  const { typeWords: _words, scopes, roles, ...fields } = request;
  const { client_type, grant_types, notes } = chooseType(request, flags.type);
  const wanted: WantedClient = {
    ...fields,
    client_type,
    ...(grant_types !== undefined && { grant_types }),
    ...(scopes !== undefined && { scopes }),
    ...(roles.length > 0 && { roles }),
  };
  const username = request.developer_email.toLowerCase();
  const applicant = await registry.findMemberByUsername(username);
  if (applicant === undefined) {
    const problems = [unknownMember('The Developer Email', request.developer_email)];
    return { wanted, applicant, notes, problems };
  }
  const problems = registry.findProblemsOfRequest('iracing', wanted, applicant).map(toSentence);
  return { wanted, applicant, notes, problems };
}

function readRequests(file: string, { directory }: Surroundings): readonly ClientRequest[] {
  let text: string;
  try {
    text = readFileSync(resolve(directory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(
      'file_unreadable',
      exitCodes.failure,
      `The file ${toVisibleText(file)} cannot be read (${code}); check its name.`,
    );
  }
  return parseClientRequests(text);
}

async function request(
  requests: readonly ClientRequest[],
  flags: ClientsRequestFlags,
  surroundings: Surroundings,
  registry: ClientRegistry,
): Promise<void> {
  const prepared: Prepared[] = [];
  for (const each of requests) prepared.push(await prepare(each, flags, registry));
  const problems = prepared.flatMap((each) => each.problems);
  // Of several requests in one file none is written unless all can be.
  if (problems.length > 0) refuseInput([...new Set(problems)], flags, surroundings);
  const isJson = flags.json === true;
  const written = [];
  for (const { wanted, applicant, notes } of prepared) {
    if (applicant === undefined) continue;
    const registered = await registry.request('iracing', wanted, applicant);
    if (registered.outcome === 'refused') {
      return refuseInput(registered.problems.map(toSentence), flags, surroundings);
    }
    if (registered.outcome === 'registered') continue;
    const { client, review, due_at, warnings } = registered;
    const { client_id, client_name, client_type } = client;
    const { held_because } = review;
    const told = [...notes, ...warnings];
    written.push({ client_id, client_name, client_type, due_at, held_because, notes: told });
    if (isJson) continue;
    for (const sentence of [...told, ...held_because]) note(surroundings, sentence);
    await print(
      surroundings,
      `${client_id}  ${toVisibleText(client_name)}  ${client_type}  due ${formatTime(due_at)} UTC\n`,
    );
  }
  if (isJson) return print(surroundings, `${toVisibleJson({ requests: written }, false)}\n`);
  note(
    surroundings,
    'Requested; nothing can use it yet. "pitpass clients approve" lets it in, "pitpass clients refuse" does not.',
  );
}

/**
 * `pitpass clients request`: takes down the requests of a file, each in the name of the member whose address
 * is its developer's. They wait for their review.
 *
 * @see The book, chapter 2
 */
export async function requestClients(
  file: string,
  flags: ClientsRequestFlags,
  surroundings: Surroundings,
): Promise<void> {
  const requests = readRequests(file, surroundings);
  await withRegistry(flags, surroundings, (registry) =>
    request(requests, flags, surroundings, registry),
  );
}

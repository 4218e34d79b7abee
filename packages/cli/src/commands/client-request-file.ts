import { usageProblem } from '../problem.ts';
import { toVisibleText } from '../terminal/visible-text.ts';

/** What a request says, before it is known whose it is. */
export interface ClientRequest {
  readonly client_name: string;
  /** As they stand: kinds of client, grants, and words that are neither. */
  readonly typeWords: readonly string[];
  readonly developer_name: string;
  readonly developer_url: string;
  readonly developer_email: string;
  readonly redirect_uris: readonly string[];
  readonly cors_origins: readonly string[];
  readonly audiences: readonly string[];
  readonly roles: readonly string[];
  readonly scopes: readonly string[] | undefined;
}

type Field = Exclude<keyof ClientRequest, 'typeWords'> | 'client_type';

/** The labels of the form, and the names of the record, by what they say. @see The book, chapter 2 */
const labels: Readonly<Record<string, Field>> = {
  'client name': 'client_name',
  'client type': 'client_type',
  'developer name': 'developer_name',
  "developer's name": 'developer_name',
  'developer url': 'developer_url',
  "developer's url": 'developer_url',
  'developer email': 'developer_email',
  "developer's email": 'developer_email',
  'redirect uri': 'redirect_uris',
  'redirect uris': 'redirect_uris',
  'cors origins': 'cors_origins',
  audience: 'audiences',
  audiences: 'audiences',
  role: 'roles',
  roles: 'roles',
  scope: 'scopes',
  scopes: 'scopes',
};

const fileLengthMax = 1_000_000;
const bullet = /^\s*[•*·-]\s+(.*)$/;

type Read = Partial<Record<Field, string[]>>;

const split = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '');

function toRequest(read: Read): ClientRequest {
  const one = (field: Field) => (read[field] ?? []).join(' ').trim();
  const several = (field: Field) => (read[field] ?? []).flatMap((text) => split(text, /[\s,]+/));
  return {
    client_name: one('client_name'),
    typeWords: (read.client_type ?? []).flatMap((text) =>
      split(text.toLowerCase(), /[/,]|\s+or\s+/),
    ),
    developer_name: one('developer_name'),
    developer_url: one('developer_url'),
    developer_email: one('developer_email'),
    redirect_uris: several('redirect_uris'),
    cors_origins: several('cors_origins'),
    audiences: several('audiences'),
    roles: (read.roles ?? []).flatMap((text) =>
      split(text.toLowerCase(), /,/).map((role) => role.replaceAll(/[\s-]+/g, '_')),
    ),
    scopes: read.scopes === undefined ? undefined : several('scopes'),
  };
}

/** Reads `• Label: value` lines; a bullet without a label goes on with the list of the one before. */
function readBullets(text: string): readonly Read[] {
  const requests: Read[] = [];
  let open: string[] | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    const item = bullet.exec(line)?.[1]?.trim();
    if (item === undefined) {
      if (line.trim() !== '') open = undefined;
      continue;
    }
    const [, label = '', value = ''] = /^([A-Za-z][A-Za-z'’ ]*):(?:\s+(.*)|$)/.exec(item) ?? [];
    const field = labels[label.toLowerCase().replaceAll('’', "'").trim()];
    if (field === undefined) {
      if (label !== '') {
        throw usageProblem(
          `The request has a line "${toVisibleText(label)}", which is no part of one; take it out, or write it as in the documentation.`,
        );
      }
      open?.push(item);
      continue;
    }
    if (field === 'client_name') requests.push({});
    const read = requests.at(-1);
    if (read === undefined) {
      throw usageProblem(`The request begins with "${label}"; begin it with the Client Name.`);
    }
    open = value === '' ? [] : [value];
    read[field] = open;
  }
  return requests;
}

function readJson(text: string): readonly Read[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw usageProblem('The file begins like JSON and is none; check it for a missing comma.');
  }
  const objects = Array.isArray(parsed) ? parsed : [parsed];
  const known = new Set<string>(Object.values(labels));
  return objects.map((object: unknown) => {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      throw usageProblem('A request in JSON is an object, or several in a list.');
    }
    return Object.fromEntries(
      Object.entries(object).map(([name, value]: [string, unknown]) => {
        const values: readonly unknown[] = Array.isArray(value) ? value : [value];
        if (!known.has(name) || !values.every((one) => typeof one === 'string')) {
          throw usageProblem(
            `The member "${toVisibleText(name)}" is no part of a request, or no text or list of texts; there are ${[...known].join(', ')}.`,
          );
        }
        return [name, values];
      }),
    ) as Read;
  });
}

/**
 * Reads the requests of a file: bullets as the book shows them, with prose around them, or JSON.
 *
 * @throws Problem when there is none, or a line that is no part of one
 * @see The book, chapter 2
 */
export function parseClientRequests(text: string): readonly ClientRequest[] {
  if (text.length > fileLengthMax) {
    throw usageProblem('The file is longer than a megabyte; give the request alone.');
  }
  const plain = text.replace(/^\ufeff/, '');
  const read = /^\s*[[{]/.test(plain) ? readJson(plain) : readBullets(plain);
  if (read.length === 0) {
    throw usageProblem(
      'The file holds no request; write "• Client Name: …" and the other lines as in the documentation, or JSON.',
    );
  }
  return read.map(toRequest);
}

const clientTypes: readonly string[] = ['server-side', 'single-page-app', 'mobile', 'native'];
const spellings: Readonly<Record<string, string>> = {
  'single page app': 'single-page-app',
  spa: 'single-page-app',
  'server side': 'server-side',
};

/** What a client will be, and in sentences why. */
export interface ChosenType {
  readonly client_type: string;
  readonly grant_types: readonly string[] | undefined;
  readonly notes: readonly string[];
}

/**
 * Chooses the one type of a client out of the words of its request.
 *
 * @param named - the type that the operator chose
 * @throws Problem when there is none, or another one was chosen than is offered
 */
export function chooseType(request: ClientRequest, named: string | undefined): ChosenType {
  const words = request.typeWords.map((word) => spellings[word] ?? word);
  const offered = words.filter((word) => clientTypes.includes(word));
  const hasPasswordLimited = words.includes('password_limited');
  const strange = words.filter(
    (word) => !clientTypes.includes(word) && word !== 'password_limited',
  );
  const notes = strange.map(
    (word) => `"${toVisibleText(word)}" is no type of a client and no grant; it was passed over.`,
  );
  const list = offered.join(', ');
  if (named !== undefined && offered.length > 0 && !offered.includes(named)) {
    throw usageProblem(`The request offers ${list}; name one of them with --type.`);
  }
  const client_type = named ?? offered[0];
  if (client_type === undefined) {
    throw usageProblem(`The request names no client type; give --type ${clientTypes.join(', ')}.`);
  }
  if (named === undefined && offered.length > 1) {
    notes.push(
      `The request offers ${list}, and a client has one type: ${client_type} was taken, because it stands first. Name another one with --type.`,
    );
  }
  if (!hasPasswordLimited) return { client_type, grant_types: undefined, notes };
  const isAlone = request.redirect_uris.length === 0;
  notes.push(
    isAlone
      ? 'It will use password_limited alone, because it names that grant and no redirect URI.'
      : 'It will use password_limited beside authorization_code, because it names redirect URIs as well.',
  );
  const first = isAlone ? ['password_limited'] : ['authorization_code', 'password_limited'];
  return { client_type, grant_types: [...first, 'refresh_token'], notes };
}

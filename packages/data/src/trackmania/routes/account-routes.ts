import type { RouteEntry } from '../route-entry.ts';
import { bodyOfEntries, entriesOrNothing, objectOf, uuid } from './schemas.ts';

const namesMax = 50;
const badList = 'Brackets missing, none or too many values, or a value of the wrong form.';

/** A list of who is asked for. */
function namesParameter(
  name: string,
  item: 'uuid' | 'text',
  plural: string,
  description: string,
): RouteEntry['parameters'][number] {
  return { name, kind: 'list', item, limit: namesMax, plural, description };
}

/** `GET /api/user` */
export const getUser: RouteEntry = {
  method: 'GET',
  path: '/api/user',
  operationId: 'getUser',
  summary: 'Your account',
  description: 'Who the token belongs to. The account id stays; the display name may change.',
  token: 'user',
  scope: undefined,
  parameters: [],
  refusals: {},
  answer: {
    schema: objectOf({ accountId: uuid, displayName: { type: 'string' } }),
    example: ({ account }) => ({
      accountId: account.account_id,
      displayName: account.display_name,
    }),
  },
  handle: async ({ loadAccounts }, account_id) => {
    const account = (await loadAccounts()).findById(account_id);
    if (account === undefined) return 'unknown_member';
    const body = { accountId: account.account_id, displayName: account.display_name };
    return { status: 200, body };
  },
};

/** `GET /api/display-names` */
export const getDisplayNames: RouteEntry = {
  method: 'GET',
  path: '/api/display-names',
  operationId: 'getDisplayNames',
  summary: 'Display names of accounts',
  description:
    'Gives an object from account id, in lower case, to display name. Unknown accounts are left ' +
    'out; when nobody is found, the answer is an empty array.',
  token: 'any',
  scope: undefined,
  parameters: [
    namesParameter('accountId', 'uuid', 'account ids', `Account ids, 1 to ${namesMax}.`),
  ],
  refusals: { 400: badList },
  answer: {
    schema: entriesOrNothing({ type: 'string' }),
    example: ({ account }) => ({ [account.account_id]: account.display_name }),
  },
  exampleQuery: ({ account }) => `accountId[]=${account.account_id}`,
  handle: async ({ query, loadAccounts }) => {
    const accounts = await loadAccounts();
    const found = query.list('accountId').flatMap((account_id) => {
      const account = accounts.findById(account_id);
      return account === undefined ? [] : [[account.account_id, account.display_name] as const];
    });
    return { status: 200, body: bodyOfEntries(found) };
  },
};

/** `GET /api/display-names/account-ids` */
export const getAccountIds: RouteEntry = {
  method: 'GET',
  path: '/api/display-names/account-ids',
  operationId: 'getAccountIds',
  summary: 'Account ids of display names',
  description:
    'Gives an object from display name, as it was asked for, to account id. Case does not matter. ' +
    'Unknown names are left out; when nobody is found, the answer is an empty array.',
  token: 'any',
  scope: undefined,
  parameters: [
    namesParameter(
      'displayName',
      'text',
      'display names',
      `Display names, 1 to ${namesMax}, percent-encoded.`,
    ),
  ],
  refusals: { 400: badList },
  answer: {
    schema: entriesOrNothing(uuid),
    example: ({ account }) => ({ [account.display_name]: account.account_id }),
  },
  exampleQuery: ({ account }) => `displayName[]=${encodeURIComponent(account.display_name)}`,
  handle: async ({ query, loadAccounts }) => {
    const accounts = await loadAccounts();
    const found: (readonly [string, string])[] = [];
    for (const name of query.list('displayName')) {
      const account = accounts.findByName(name);
      if (account !== undefined) found.push([name, account.account_id]);
      else if (name.includes(',')) {
        const message =
          'A name with a comma was not found: repeat displayName[] instead of writing commas.';
        return { status: 400, message };
      }
    }
    return { status: 200, body: bodyOfEntries(found) };
  },
};

/** `GET /api/user/clubs/admin` */
export const getAdminClubs: RouteEntry = {
  method: 'GET',
  path: '/api/user/clubs/admin',
  operationId: 'getAdminClubs',
  summary: 'Clubs that you administer',
  description: 'Membership alone does not count. There is no paging.',
  token: 'user',
  scope: 'clubs',
  parameters: [],
  refusals: {},
  answer: {
    schema: objectOf({
      clubs: {
        type: 'array',
        items: objectOf({ id: { type: 'integer' }, name: { type: 'string' } }),
      },
    }),
    example: ({ clubs }) => ({ clubs }),
  },
  handle: async ({ world }, account_id) => ({
    status: 200,
    body: { clubs: world.listAdminClubs(account_id) },
  }),
};

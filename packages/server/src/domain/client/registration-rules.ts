import { findRedirectUriProblem } from '@pitpass/protocol';

import type { RegistrationFields } from './registration-fields.ts';
import { holdsWord } from './name-likeness.ts';
import { foreignFieldRules } from './registration-foreign-fields.ts';
import type { RegistrationField, RegistrationProfile } from './registration-profile.ts';
import { typeRules } from './registration-type-rules.ts';
import {
  descriptionLengthMax,
  findAddressProblems,
  findDescriptionProblems,
  findNameProblems,
  isEmailAddress,
  isWebOrigin,
  nameLengthMax,
  quote,
  toNameWords,
} from './registration-texts.ts';

/** What is wrong with one field, and what to do, in one sentence. */
export interface RegistrationProblem {
  readonly field: RegistrationField;
  readonly message: string;
  /** Set where the place in which it was typed can say better how to write it. */
  readonly kind?: 'several_redirect_uris';
}

/** What the rules look at. Texts have lost their outer white space and lists their repetitions. */
export interface RegistrationDraft {
  readonly fields: RegistrationFields;
  readonly profile: RegistrationProfile;
  readonly client_type: string;
  readonly isPublic: boolean;
  /** The identifier that was asked for; undefined to have one made, and when the client stands already. */
  readonly client_id: string | undefined;
  /** The member who asks staff for it; undefined where staff registers, or nobody needs to be asked. */
  readonly applicant?: { readonly username: string } | undefined;
  /** True when staff looks at the name, or did: it is held for the review instead of refused. */
  readonly isNameReviewed?: boolean;
  /** Redirect URIs of plain http that staff approved. */
  readonly approvedHttpUris?: readonly string[];
}

/** One rule of registration. */
export interface RegistrationRule {
  readonly field: RegistrationField;
  /** What it demands. */
  readonly demand: string;
  /** The sentences about a draft that breaks it; the empty list when it holds. */
  readonly find: (draft: RegistrationDraft) => readonly string[];
  readonly kind?: RegistrationProblem['kind'];
}

/** The most redirect URIs of one client. */
export const redirectUrisMax = 20;
const severalUris = /\s|,https?:\/\//i;
const corsOriginsMax = 20;
const clientIdForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const audienceNames = new Set(['data-server', 'oauth-api']);

function listStrangers(
  values: readonly string[],
  known: readonly string[],
  subject: string,
): readonly string[] {
  const choice =
    known.length === 0 ? 'leave it out: the dialect has none' : `use ${known.join(', ')}`;
  return values
    .filter((value) => !known.includes(value))
    .map((value) => `The ${subject} ${quote(value)} is not one of the dialect; ${choice}.`);
}

/**
 * Every rule of registration. All of them are asked, so that whoever fills in a form hears everything at
 * once.
 *
 * @see The book, chapters 2, 5 and 7
 */
export const registrationRules: readonly RegistrationRule[] = [
  {
    field: 'client_id',
    demand: 'client_id is left to the service where the dialect does not let it be chosen',
    find: ({ client_id, profile }) =>
      client_id === undefined || profile.fields.has('client_id')
        ? []
        : [
            `The service makes the identifiers of the ${profile.dialect} dialect; leave client_id out.`,
          ],
  },
  {
    field: 'client_id',
    demand: 'client_id has 1 to 64 letters, digits, dots, underscores and hyphens',
    find: ({ client_id }) =>
      client_id === undefined || clientIdForm.test(client_id)
        ? []
        : [
            `The client_id ${quote(client_id)} will not do; use 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", beginning with a letter or digit.`,
          ],
  },
  {
    field: 'client_id',
    demand: 'client_id is not the name of an audience',
    find: ({ client_id }) =>
      client_id !== undefined && audienceNames.has(client_id.toLowerCase())
        ? [`The client_id ${quote(client_id)} is the name of an audience; choose another one.`]
        : [],
  },
  {
    field: 'client_type',
    demand: 'client_type is one that the dialect has',
    find: ({ client_type, profile }) =>
      listStrangers([client_type], profile.clientTypes, 'client type'),
  },
  {
    field: 'client_name',
    demand: 'client_name is there',
    find: ({ fields }) =>
      fields.client_name === ''
        ? [`The app has no name; give it one of 1 to ${nameLengthMax} characters.`]
        : [],
  },
  {
    field: 'client_name',
    demand: `client_name has at most ${nameLengthMax} characters, all of which can be seen`,
    find: ({ fields }) =>
      fields.client_name === '' ? [] : findNameProblems(fields.client_name, 'The name'),
  },
  {
    field: 'client_name',
    demand: 'client_name is not made of the name of the game',
    find: ({ fields, profile: { reservedNameWord }, isNameReviewed }) =>
      isNameReviewed !== true &&
      reservedNameWord !== undefined &&
      holdsWord(toNameWords(fields.client_name), reservedNameWord)
        ? [`The name is made of the word "${reservedNameWord}"; choose one of your own.`]
        : [],
  },
  {
    field: 'homepage_url',
    demand: 'homepage_url is a web address',
    find: ({ fields }) => findAddressProblems(fields.homepage_url, 'The homepage'),
  },
  {
    field: 'description',
    demand: `description has at most ${descriptionLengthMax} characters, all of which can be seen`,
    find: ({ fields }) => findDescriptionProblems(fields.description),
  },
  {
    field: 'developer_name',
    demand: `developer_name has at most ${nameLengthMax} characters, all of which can be seen`,
    find: ({ fields }) =>
      fields.developer_name === ''
        ? []
        : findNameProblems(fields.developer_name, "The developer's name"),
  },
  {
    field: 'developer_url',
    demand: 'developer_url is a web address',
    find: ({ fields }) => findAddressProblems(fields.developer_url, "The developer's address"),
  },
  {
    field: 'developer_email',
    demand: 'developer_email is an e-mail address',
    find: ({ fields }) =>
      isEmailAddress(fields.developer_email)
        ? []
        : ["The developer's e-mail address is none; give one such as dev@app.example, or none."],
  },
  {
    field: 'redirect_uris',
    demand: `redirect_uris are at most ${redirectUrisMax}`,
    find: ({ fields }) =>
      fields.redirect_uris.length > redirectUrisMax
        ? [
            `There are ${fields.redirect_uris.length} redirect URIs; register at most ${redirectUrisMax}.`,
          ]
        : [],
  },
  {
    field: 'redirect_uris',
    demand: 'each redirect URI is a single one, not several with commas or spaces between',
    kind: 'several_redirect_uris',
    find: ({ fields }) =>
      fields.redirect_uris
        .slice(0, redirectUrisMax)
        .filter((uri) => severalUris.test(uri))
        .map((uri) => `The redirect URI ${quote(uri)} looks like more than one.`),
  },
  {
    field: 'redirect_uris',
    demand: 'each redirect URI may be registered',
    find: ({ fields, approvedHttpUris = [] }) =>
      // A form can hold thousands; each of them would be a sentence.
      fields.redirect_uris.slice(0, redirectUrisMax).flatMap((uri) => {
        // What staff approved is read as if it were the https that it should be.
        const judged = approvedHttpUris.includes(uri) ? uri.replace(/^http:/, 'https:') : uri;
        const problem = severalUris.test(uri) ? undefined : findRedirectUriProblem(judged);
        if (problem === undefined) return [];
        const why = problem.replace(/^redirect_uri/, `The redirect URI ${quote(uri)}`);
        return [
          `${why}${/; |: end /.test(problem) ? '' : '; write it differently, or leave it out'}.`,
        ];
      }),
  },
  {
    field: 'redirect_uris',
    demand: 'there is a redirect URI where members can only sign in by one',
    find: ({ fields: { redirect_uris, grant_types } }) =>
      redirect_uris.length === 0 &&
      grant_types.includes('authorization_code') &&
      !grant_types.includes('client_credentials')
        ? ['There is no redirect URI; register at least one, to which members are sent back.']
        : [],
  },
  {
    field: 'cors_origins',
    demand: 'cors_origins are origins, https or of this computer',
    find: ({ fields }) =>
      fields.cors_origins
        .filter((origin) => !isWebOrigin(origin))
        .map(
          (origin) =>
            `The origin ${quote(origin)} is none; give scheme, host and port alone, such as https://app.example.`,
        ),
  },
  {
    field: 'cors_origins',
    demand: `cors_origins are at most ${corsOriginsMax}`,
    find: ({ fields }) =>
      fields.cors_origins.length > corsOriginsMax
        ? [`There are ${fields.cors_origins.length} origins; register at most ${corsOriginsMax}.`]
        : [],
  },
  {
    field: 'grant_types',
    demand: 'grant_types are ones that the dialect has',
    find: ({ fields, profile }) =>
      listStrangers(fields.grant_types, profile.grantTypes, 'grant type'),
  },
  {
    field: 'grant_types',
    demand: 'there is a grant by which a first token is had',
    find: ({ fields }) =>
      fields.grant_types.every((grant) => grant === 'refresh_token')
        ? ['There is no grant by which the app gets its first token; add one.']
        : [],
  },
  {
    field: 'grant_types',
    demand: 'a public client has no grant that rests on a secret',
    find: ({ fields, profile, isPublic }) =>
      fields.grant_types
        .filter((grant) => isPublic && profile.confidentialGrantTypes.some((one) => one === grant))
        .map(
          (grant) =>
            `A client without a secret cannot use ${grant}; leave that grant out, or register a client that keeps a secret.`,
        ),
  },
  {
    field: 'scopes',
    demand: 'scopes are ones that the dialect has',
    find: ({ fields, profile }) => listStrangers(fields.scopes, profile.scopes, 'scope'),
  },
  {
    field: 'audiences',
    demand: 'audiences are ones that the dialect has',
    find: ({ fields, profile }) => listStrangers(fields.audiences, profile.audiences, 'audience'),
  },
  ...typeRules,
  ...foreignFieldRules,
];

/** Everything that is wrong with a draft, in the order of the rules; the empty list when it may stand. */
export function findRegistrationProblems(draft: RegistrationDraft): readonly RegistrationProblem[] {
  return registrationRules.flatMap(({ field, find, kind }) =>
    find(draft).map((message) => ({ field, message, ...(kind !== undefined && { kind }) })),
  );
}

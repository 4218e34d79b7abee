import { findRedirectUriProblem, redirectUriKind } from '@pitpass/protocol';

import { clientRoles, endUserScopes } from './client-role.ts';
import type { ClientRole } from './client-role.ts';
import { isPasswordLimitedOnly } from './client.ts';
import type { RegistrationFields } from './registration-fields.ts';
import type { RegistrationDraft, RegistrationRule } from './registration-rules.ts';
import { quote } from './registration-texts.ts';

const daySeconds = 86_400;

/** The least and the most of each lifetime, in seconds. */
export const lifetimeBounds = {
  access_token_lifetime_seconds: { name: 'access token', min: 60, max: daySeconds },
  refresh_token_lifetime_seconds: { name: 'refresh token', min: 600, max: 365 * daySeconds },
  session_absolute_lifetime_seconds: { name: 'session', min: 600, max: 2 * 365 * daySeconds },
} as const;

const listsInternalAlone = ({ roles }: RegistrationFields): boolean =>
  roles.length > 0 && roles.every((role) => role === 'internal_support');

function lifetimeRule(field: keyof typeof lifetimeBounds): RegistrationRule {
  const { name, min, max } = lifetimeBounds[field];
  return {
    field,
    demand: `${field} is ${min} to ${max} whole seconds`,
    find: ({ fields }) => {
      const seconds = fields[field];
      return Number.isInteger(seconds) && seconds >= min && seconds <= max
        ? []
        : [`A ${name} cannot live for ${seconds} seconds; give ${min} to ${max}.`];
    },
  };
}

/** The rule that whoever asks staff for a client says who makes it, unless no member ever meets it. */
function developerRule(field: 'developer_name' | 'developer_url', what: string): RegistrationRule {
  return {
    field,
    demand: `${field} is there where a member asks for a client that members meet`,
    find: ({ applicant, fields }) =>
      applicant === undefined || fields[field] !== '' || isPasswordLimitedOnly(fields)
        ? []
        : [
            `There is no ${what}; give it, because members are shown it. Only a client that uses password_limited alone needs none.`,
          ],
  };
}

/**
 * The rules that depend on a client's type, its grants, its roles, and on who asks for it.
 *
 * @see The book, chapters 2, 5, 6 and 7
 */
export const typeRules: readonly RegistrationRule[] = [
  {
    field: 'redirect_uris',
    demand: 'a custom scheme belongs to a client that runs on the device',
    find: ({ fields, client_type, profile }) =>
      // A dialect that does not tell pages from programs leaves it to the developer.
      !profile.clientTypes.includes('single-page-app') ||
      !['server-side', 'single-page-app'].includes(client_type)
        ? []
        : fields.redirect_uris
            .filter(
              (uri) =>
                findRedirectUriProblem(uri) === undefined &&
                redirectUriKind(uri) === 'custom_scheme',
            )
            .map(
              (uri) =>
                `The redirect URI ${quote(uri)} has a scheme of its own, which a ${client_type} client cannot receive; use https, or register a mobile or native client.`,
            ),
  },
  {
    field: 'roles',
    demand: `roles are among ${clientRoles.join(', ')}`,
    find: ({ fields }) =>
      fields.roles
        .filter((role) => !clientRoles.includes(role as ClientRole))
        .map((role) => `The role ${quote(role)} is none; use ${clientRoles.join(' or ')}.`),
  },
  {
    field: 'scopes',
    demand: 'a client of internal support alone has no scope about one member',
    find: ({ fields }) =>
      !listsInternalAlone(fields)
        ? []
        : fields.scopes
            .filter((scope) => endUserScopes.includes(scope))
            .map(
              (scope) =>
                `The scope ${quote(scope)} is for end-user support; leave it out of a client of internal support, or add that role.`,
            ),
  },
  developerRule('developer_name', "developer's name"),
  developerRule('developer_url', "developer's address"),
  {
    field: 'developer_email',
    demand: 'developer_email is the address of the account that asks for the client',
    find: ({ applicant, fields: { developer_email } }) =>
      applicant === undefined || developer_email.toLowerCase() === applicant.username
        ? []
        : [
            `The developer's e-mail address ${quote(developer_email)} is not that of the account that asks; use the account's own.`,
          ],
  },
  lifetimeRule('access_token_lifetime_seconds'),
  lifetimeRule('refresh_token_lifetime_seconds'),
  lifetimeRule('session_absolute_lifetime_seconds'),
];

/**
 * What may be registered and is better done otherwise, in sentences.
 *
 * @see S23; RFC 8252 §8.3; the book, chapter 7
 */
export function findRegistrationWarnings({ fields }: RegistrationDraft): readonly string[] {
  return fields.redirect_uris.flatMap((uri) => {
    if (!URL.canParse(uri)) return [];
    const { protocol, hostname } = new URL(uri);
    const isWeb = protocol === 'https:' || protocol === 'http:';
    if (isWeb && hostname === 'localhost') {
      return [
        `The redirect URI ${quote(uri)} names localhost; 127.0.0.1 or [::1] is better, because a name can lead elsewhere.`,
      ];
    }
    return redirectUriKind(uri) === 'http'
      ? [`The redirect URI ${quote(uri)} uses plain http: whoever is on the way can read the code.`]
      : [];
  });
}

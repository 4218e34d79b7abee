import type { ClientRegistry, Member, RegistrationFields, StaffApproval } from '@pitpass/server';

import { toVisibleText } from '../terminal/visible-text.ts';
import type { ClientsFlags } from './clients-registry.ts';

/** The options that describe a client, as they were typed. */
export interface ClientsFieldFlags extends ClientsFlags {
  readonly name?: string;
  readonly redirectUri?: readonly string[];
  readonly scope?: string;
  readonly grant?: readonly string[];
  readonly homepage?: string;
  readonly description?: string;
  readonly developerName?: string;
  readonly developerUrl?: string;
  readonly developerEmail?: string;
  readonly audience?: readonly string[];
  readonly corsOrigin?: readonly string[];
  readonly listedMember?: readonly string[];
  readonly role?: readonly string[];
  readonly accessTokenSeconds?: string;
  readonly refreshTokenSeconds?: string;
  readonly sessionSeconds?: string;
  readonly allowHttp?: boolean;
}

/** A number that is none is left to the rules to refuse. */
function toSeconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.trim() === '' ? Number.NaN : text);
}

/** What the operator lets pass that is refused otherwise. */
export function toApproval({ allowHttp }: ClientsFieldFlags): StaffApproval {
  return { approvesHttp: allowHttp === true };
}

type Typed = Partial<RegistrationFields>;

/** What the options say of a registration; what was not given is not there. */
export function toFields(flags: ClientsFieldFlags): Typed {
  const fields: { readonly [Name in keyof RegistrationFields]: Typed[Name] | undefined } = {
    client_name: flags.name,
    homepage_url: flags.homepage,
    description: flags.description,
    developer_name: flags.developerName,
    developer_url: flags.developerUrl,
    developer_email: flags.developerEmail,
    redirect_uris: flags.redirectUri,
    cors_origins: flags.corsOrigin,
    grant_types: flags.grant,
    scopes: flags.scope?.split(/\s+/),
    audiences: flags.audience,
    roles: flags.role,
    access_token_lifetime_seconds: toSeconds(flags.accessTokenSeconds),
    refresh_token_lifetime_seconds: toSeconds(flags.refreshTokenSeconds),
    session_absolute_lifetime_seconds: toSeconds(flags.sessionSeconds),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Typed;
}

const listedMembersMax = 3;

/** The access list that the options name: its members, and what is wrong with it. */
export interface ListedMembers {
  /** Undefined when no option named one. */
  readonly members: readonly Member[] | undefined;
  readonly problems: readonly string[];
}

/** Finds the members that `--listed-member` names by their e-mail addresses; an empty one lists nobody. */
export async function findListedMembers(
  { listedMember }: ClientsFieldFlags,
  hasPasswordLimited: boolean,
  registry: ClientRegistry,
): Promise<ListedMembers> {
  if (listedMember === undefined) return { members: undefined, problems: [] };
  const usernames = new Set(listedMember.map((name) => name.trim().toLowerCase()));
  usernames.delete('');
  const members: Member[] = [];
  const problems: string[] = [];
  for (const username of usernames) {
    const member = await registry.findMemberByUsername(username);
    if (member === undefined) problems.push(unknownMember('--listed-member', username));
    else members.push(member);
  }
  if (usernames.size > listedMembersMax) {
    problems.push(
      `--listed-member was given for ${usernames.size} members; name at most ${listedMembersMax}.`,
    );
  }
  if (usernames.size > 0 && !hasPasswordLimited) {
    problems.push(
      '--listed-member belongs to the password_limited grant; give that with --grant, or leave it out.',
    );
  }
  return { members, problems };
}

/** The sentence about an e-mail address that no member has. */
export function unknownMember(option: string, username: string): string {
  return `${option} names "${toVisibleText(username)}", which is no member's e-mail address; check its spelling, or let them make an account first.`;
}

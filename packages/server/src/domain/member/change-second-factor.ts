import { auditEvents } from '../audit/audit-event.ts';
import { findNameProblems } from '../client/registration-texts.ts';
import type { Happening } from '../mail/happening.ts';
import type { SecondFactorLetter } from '../mail/second-factor-letters.ts';
import type { Requester } from '../ports.ts';
import { createUuid } from '../presented.ts';
import { createBackupCodes, digestBackupCode } from './backup-code.ts';
import type { Member } from './member.ts';
import { passkeysMax, verifyPasskeyRegistration } from './passkey.ts';
import type { PasskeyAnswer } from './passkey.ts';
import type { SecondFactorParts, SecondFactorTools } from './second-factor-parts.ts';
import type { NewMethod } from './second-factor.ts';
import { findTotpStep, normalizeTotpCode, sealTotpSeed } from './totp.ts';

/** Where and when something happened, as its letter tells. */
export function toHappening(
  requester: Requester,
  { clock }: Pick<SecondFactorParts, 'clock'>,
): Happening {
  return { at: clock(), ip: requester.ip, user_agent: requester.user_agent };
}

/** What switching the second factor off needs of the house. */
export interface SwitchOffParts extends Pick<
  SecondFactorParts,
  'letters' | 'audit' | 'liveness' | 'clock'
> {
  readonly secondFactor: Pick<SecondFactorTools, 'store'>;
}

/** What became of a method that was to be added. */
export type AddedMethod =
  /** It was the first: everything of the member has ended, and these codes are shown once. */
  | { readonly outcome: 'switched_on'; readonly backupCodes: readonly string[] }
  | { readonly outcome: 'added' }
  /** The code or the passkey's answer is not right. */
  | { readonly outcome: 'wrong' }
  /** Something else changed the second factor at the same moment, or the passkey is in use already. */
  | { readonly outcome: 'overtaken' };

function recordEnded(
  ended: readonly string[],
  { member_id }: Member,
  requester: Requester,
  { audit, liveness }: SwitchOffParts,
): void {
  liveness.forget(ended);
  for (const session_id of ended) {
    audit.append(auditEvents.sessionEnded(requester, { member_id, session_id }));
  }
}

function createCodes({ member_id }: Member, { random, secondFactor }: SecondFactorParts) {
  const codes = createBackupCodes(random);
  const digests = codes.map((code) =>
    digestBackupCode(secondFactor.backupCodeKey, member_id, code),
  );
  return { codes, digests };
}

function addedLetter(method: NewMethod, happening: Happening): SecondFactorLetter {
  if (method.kind === 'authenticator') {
    return { kind: 'second_factor.authenticator_set', happening };
  }
  const { passkey_name } = method.passkey;
  return { kind: 'second_factor.passkey_added', passkey_name, happening };
}

/**
 * What the member was shown that a method would do. Whoever was told that it switches the second factor on
 * never replaces the app of a page that was a moment earlier.
 */
export type AddingPurpose = 'switch_on' | 'add';

async function addMethod(
  member: Member,
  { method, purpose }: { readonly method: NewMethod; readonly purpose: AddingPurpose },
  requester: Requester,
  parts: SecondFactorParts,
): Promise<AddedMethod> {
  const { secondFactor, letters, audit, clock } = parts;
  const { member_id, username } = member;
  const happening = toHappening(requester, parts);
  if (purpose === 'add') {
    const mail = letters.seal(username, addedLetter(method, happening));
    if (!(await secondFactor.store.addMethod(member_id, method, mail))) {
      return { outcome: 'overtaken' };
    }
    audit.append(auditEvents.secondFactorMethodAdded(requester, { member_id }));
    return { outcome: 'added' };
  }
  const { codes, digests } = createCodes(member, parts);
  const mail = letters.seal(username, {
    kind: 'second_factor.switched_on',
    method: method.kind,
    happening,
  });
  const ended = await secondFactor.store.switchOn(member_id, method, digests, mail, clock());
  if (ended === undefined) return { outcome: 'overtaken' };
  audit.append(auditEvents.secondFactorSwitchedOn(requester, { member_id }));
  recordEnded(ended, member, requester, parts);
  return { outcome: 'switched_on', backupCodes: codes };
}

/**
 * Adds an authenticator app, or puts it in the place of the one before, once it has proven with a code that
 * it has the seed. That code is not accepted again. The first method of an account switches the second
 * factor on, which ends everything of the member; the member is told by mail.
 */
export async function setAuthenticator(
  member: Member,
  confirmed: {
    readonly seed: string;
    readonly typed: string;
    readonly purpose: AddingPurpose;
  },
  requester: Requester,
  parts: SecondFactorParts,
): Promise<AddedMethod> {
  const { clock, random, secondFactor } = parts;
  const { seed, typed, purpose } = confirmed;
  const code = normalizeTotpCode(typed);
  const step = code === undefined ? undefined : await findTotpStep(seed, code, clock());
  if (step === undefined) return { outcome: 'wrong' };
  const named = { member_id: member.member_id, authenticator_id: createUuid(random) };
  const sealed_seed = sealTotpSeed(seed, named, secondFactor.seedSealer);
  const authenticator = { ...named, sealed_seed, last_step: step, created_at: clock() };
  const method = { kind: 'authenticator', authenticator } as const;
  return addMethod(member, { method, purpose }, requester, parts);
}

/** Says in one sentence what is wrong with the name of a passkey; undefined when it may be called so. */
export function findPasskeyNameProblem(passkey_name: string): string | undefined {
  return findNameProblems(passkey_name, 'The name')[0];
}

/**
 * Adds a passkey whose making is proven by its answer. The first method of an account switches the second
 * factor on, which ends everything of the member; the member is told by mail.
 */
export async function addPasskey(
  member: Member,
  named: PasskeyAnswer & { readonly passkey_name: string; readonly purpose: AddingPurpose },
  requester: Requester,
  parts: SecondFactorParts,
): Promise<AddedMethod> {
  const { member_id } = member;
  const { passkey_name, purpose, ...answered } = named;
  const standing = await parts.secondFactor.store.findSecondFactor(member_id);
  if ((standing?.passkeys.length ?? 0) >= passkeysMax) return { outcome: 'overtaken' };
  const made = await verifyPasskeyRegistration(answered, { member_id, passkey_name }, parts);
  if (made === undefined) return { outcome: 'wrong' };
  const method = { kind: 'passkey', ...made } as const;
  return addMethod(member, { method, purpose }, requester, parts);
}

/**
 * Switches the second factor off: its methods are forgotten, everything of the member ends, and the member
 * is told by mail. False when it was off.
 */
export async function switchSecondFactorOff(
  member: Member,
  by: 'member' | 'staff',
  requester: Requester,
  parts: SwitchOffParts,
): Promise<boolean> {
  const { member_id, username } = member;
  const own = toHappening(requester, parts);
  // Where the staff sits is nothing that a member could compare with anything.
  const happening = by === 'staff' ? { at: own.at, ip: null, user_agent: null } : own;
  const mail = parts.letters.seal(username, { kind: 'second_factor.switched_off', by, happening });
  const ended = await parts.secondFactor.store.switchOff(member_id, mail, parts.clock());
  if (ended === undefined) return false;
  parts.audit.append(auditEvents.secondFactorSwitchedOff(requester, { member_id }));
  recordEnded(ended, member, requester, parts);
  return true;
}

/** Removes the authenticator app and tells the member. False when it is gone, or the only method. */
export async function removeAuthenticator(
  { member_id, username }: Member,
  authenticator_id: string,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<boolean> {
  const happening = toHappening(requester, parts);
  const mail = parts.letters.seal(username, {
    kind: 'second_factor.authenticator_removed',
    happening,
  });
  const { store } = parts.secondFactor;
  const isRemoved = await store.removeAuthenticator(member_id, authenticator_id, mail);
  if (isRemoved) {
    parts.audit.append(auditEvents.secondFactorMethodRemoved(requester, { member_id }));
  }
  return isRemoved;
}

/** Removes a passkey and tells the member. False when it is gone, or the only method. */
export async function removePasskey(
  { member_id, username }: Member,
  credential_id: string,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<boolean> {
  const { store } = parts.secondFactor;
  const passkeys = (await store.findSecondFactor(member_id))?.passkeys ?? [];
  const passkey = passkeys.find((candidate) => candidate.credential_id === credential_id);
  if (passkey === undefined) return false;
  const { passkey_name } = passkey;
  const happening = toHappening(requester, parts);
  const mail = parts.letters.seal(username, {
    kind: 'second_factor.passkey_removed',
    passkey_name,
    happening,
  });
  const isRemoved = await store.removePasskey(member_id, credential_id, mail);
  if (isRemoved) {
    parts.audit.append(auditEvents.secondFactorMethodRemoved(requester, { member_id }));
  }
  return isRemoved;
}

/**
 * Makes a new set of backup codes in the place of the set that the member was shown; those of that set are
 * worth nothing any more, and the member is told by mail.
 *
 * @returns the codes, to be shown once; undefined when that set is no longer the present one
 */
export async function replaceBackupCodes(
  member: Member,
  backup_code_set: number,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<readonly string[] | undefined> {
  const { member_id, username } = member;
  const { codes, digests } = createCodes(member, parts);
  const happening = toHappening(requester, parts);
  const kind = 'second_factor.backup_codes_replaced';
  const mail = parts.letters.seal(username, { kind, happening });
  const { store } = parts.secondFactor;
  if (!(await store.replaceBackupCodes(member_id, backup_code_set, digests, mail))) {
    return undefined;
  }
  parts.audit.append(auditEvents.backupCodesReplaced(requester, { member_id }));
  return codes;
}

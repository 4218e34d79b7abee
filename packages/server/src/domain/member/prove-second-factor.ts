import { auditEvents } from '../audit/audit-event.ts';
import type { Happening } from '../mail/happening.ts';
import type { Requester } from '../ports.ts';
import { digestBackupCode, normalizeBackupCode } from './backup-code.ts';
import { toHappening } from './change-second-factor.ts';
import type { Member } from './member.ts';
import { verifyPasskeyUse } from './passkey.ts';
import type { PasskeyAnswer } from './passkey.ts';
import type { SecondFactorParts } from './second-factor-parts.ts';
import type { SecondFactor } from './second-factor.ts';
import { findTotpStep, normalizeTotpCode, openTotpSeed } from './totp.ts';

/** What came of a second factor that was presented. Why one is wrong is told to nobody. */
export type SecondFactorProof =
  | { readonly outcome: 'proven' }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

async function claimTotpCode(
  { authenticator }: SecondFactor,
  code: string,
  { secondFactor, clock }: SecondFactorParts,
): Promise<boolean> {
  const seed = authenticator && openTotpSeed(authenticator, secondFactor.seedSealer);
  if (authenticator === undefined || seed === undefined) return false;
  const step = await findTotpStep(seed, code, clock());
  return step !== undefined && secondFactor.store.claimTotpStep(authenticator, step);
}

async function claimBackupCode(
  { member_id, username }: Member,
  code: string,
  happening: Happening,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<boolean> {
  const { secondFactor, letters, audit, clock } = parts;
  const digest = digestBackupCode(secondFactor.backupCodeKey, member_id, code);
  const mail = letters.seal(username, { kind: 'second_factor.backup_code_used', happening });
  const left = await secondFactor.store.claimBackupCode(member_id, digest, mail, clock());
  if (left === undefined) return false;
  audit.append(auditEvents.backupCodeUsed(requester, { member_id }));
  return true;
}

/** A code as a member typed it. */
export interface TypedCode {
  readonly typed: string;
  /** The app that the sign-in is for. */
  readonly client_name?: string | undefined;
}

/**
 * Proves the second factor of a member who has given the right password, by a code of the authenticator app
 * or a backup code: whichever of the two the typed text can be. A code is accepted once. Tries are limited
 * by account; when many were wrong, the member is told by mail that somebody has the password.
 */
export async function proveByCode(
  member: Member,
  { typed, client_name }: TypedCode,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<SecondFactorProof> {
  const { secondFactor, clock, audit, letters } = parts;
  const { member_id, username } = member;
  const waitSeconds = await secondFactor.limit.countTry(member_id, clock());
  if (waitSeconds !== undefined) return { outcome: 'throttled', waitSeconds };
  const standing = await secondFactor.store.findSecondFactor(member_id);
  const happening = { ...toHappening(requester, parts), ...(client_name && { client_name }) };
  const totpCode = normalizeTotpCode(typed);
  const backupCode = normalizeBackupCode(typed);
  let isRight = false;
  if (standing !== undefined && totpCode !== undefined) {
    isRight = await claimTotpCode(standing, totpCode, parts);
  } else if (standing !== undefined && backupCode !== undefined) {
    isRight = await claimBackupCode(member, backupCode, happening, requester, parts);
  }
  if (isRight) return { outcome: 'proven' };
  audit.append(auditEvents.secondFactorRefused(requester, { member_id }));
  if (await secondFactor.limit.countFailure(member_id, clock())) {
    await letters.post(username, { kind: 'second_factor.guessed', happening });
  }
  return { outcome: 'wrong' };
}

/**
 * Proves the second factor of a member who has given the right password, by the answer of a passkey. Answers
 * cannot be guessed, so they are counted by themselves and by address: who is being guessed at gets in with a
 * passkey.
 */
export async function proveByPasskey(
  { member_id }: Member,
  answer: PasskeyAnswer,
  requester: Requester,
  parts: SecondFactorParts,
): Promise<SecondFactorProof> {
  const { store, limit } = parts.secondFactor;
  const waitSeconds = await limit.countPasskeyTry(member_id, requester, parts.clock());
  if (waitSeconds !== undefined) return { outcome: 'throttled', waitSeconds };
  const standing = await store.findSecondFactor(member_id);
  const used = standing && (await verifyPasskeyUse(answer, standing.passkeys, parts));
  if (used && (await store.claimPasskeyAnswer(used.passkey, used.challenge, parts.clock()))) {
    return { outcome: 'proven' };
  }
  parts.audit.append(auditEvents.secondFactorRefused(requester, { member_id }));
  return { outcome: 'wrong' };
}

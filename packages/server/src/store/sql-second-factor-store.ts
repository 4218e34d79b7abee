import type {
  AuthenticatorApp,
  NewMethod,
  Passkey,
  SecondFactorStore,
  SpentChallenge,
} from '../domain/member/second-factor.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';
import { endSteps, toEnded } from './sql-member-account-store.ts';
import { forgetBrowsersStep } from './sql-remembered-browser-store.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';

const authenticatorColumns = [
  'authenticator_id',
  'member_id',
  'sealed_seed',
  'last_step',
  'created_at',
] as const;
const passkeyColumns = [
  'credential_id',
  'member_id',
  'passkey_name',
  'public_key',
  'counter',
  'transports',
  'created_at',
  'last_used_at',
] as const;
const authenticator = columnList(authenticatorColumns);
const passkey = columnList(passkeyColumns);

/**
 * Takes the row that stands for the second factor, so that changes wait for one another; the verdict is
 * that the factor is on.
 */
const holdSecondFactor = (member_id: string): SqlStep => ({
  text: `UPDATE second_factor SET switched_on_at = switched_on_at WHERE member_id = $1
    RETURNING member_id`,
  values: [member_id],
  isVerdict: true,
});

/**
 * Holds the account as whoever keeps a login does: a login that is written at this moment is seen and ended, or
 * its writer sees what the second factor has become.
 */
const holdMember = (member_id: string): SqlStep => ({
  text: 'UPDATE member SET disabled_at = disabled_at WHERE member_id = $1 RETURNING member_id',
  values: [member_id],
  isVerdict: true,
});

const spendChallenge = ({ challenge_digest, expires_at }: SpentChallenge): SqlStep => ({
  text: `INSERT INTO spent_challenge (challenge_digest, expires_at) VALUES ($1, $2)
    ON CONFLICT DO NOTHING RETURNING challenge_digest`,
  values: [challenge_digest, expires_at],
  isVerdict: true,
});

function insertMethod(added: NewMethod): readonly SqlStep[] {
  if (added.kind === 'authenticator') {
    const insert: SqlStep = {
      text: `INSERT INTO authenticator_app (${authenticator.names})
        VALUES (${authenticator.placeholders})
        ON CONFLICT (member_id) DO UPDATE SET authenticator_id = excluded.authenticator_id,
          sealed_seed = excluded.sealed_seed, last_step = excluded.last_step,
          created_at = excluded.created_at`,
      values: columnValues(added.authenticator, authenticatorColumns),
    };
    return [insert];
  }
  const row = { ...added.passkey, transports: JSON.stringify(added.passkey.transports) };
  const insert: SqlStep = {
    text: `INSERT INTO passkey (${passkey.names}) VALUES (${passkey.placeholders})
      ON CONFLICT DO NOTHING RETURNING credential_id`,
    values: columnValues(row, passkeyColumns),
    isVerdict: true,
  };
  return [spendChallenge(added.challenge), insert];
}

const insertBackupCodes = (member_id: string, digests: readonly string[]) =>
  digests.map((digest): SqlStep => ({
    text: 'INSERT INTO backup_code (code_digest, member_id, used_at) VALUES ($1, $2, NULL)',
    values: [digest, member_id],
  }));

function toPasskey(row: SqlRow): Passkey {
  const transports = JSON.parse(String(row['transports'])) as readonly string[];
  return { ...(row as unknown as Passkey), transports };
}

const countOf = (rows: readonly SqlRow[] | undefined) => Number(rows?.[0]?.['count'] ?? 0);

const countLeft = (member_id: string): SqlStep => ({
  text: 'SELECT count(*) AS count FROM backup_code WHERE member_id = $1 AND used_at IS NULL',
  values: [member_id],
});

type Found = Pick<SecondFactorStore, 'hasSecondFactor' | 'findSecondFactor'>;

function createReads(database: SqlDatabase): Found {
  const ask = ({ text, values }: SqlStep) => database.query(text, values);
  return {
    async hasSecondFactor(member_id) {
      const rows = await database.query(
        'SELECT 1 AS found FROM second_factor WHERE member_id = $1',
        [member_id],
      );
      return rows.length > 0;
    },
    async findSecondFactor(member_id) {
      const [row] = await database.query(
        'SELECT switched_on_at, backup_code_set FROM second_factor WHERE member_id = $1',
        [member_id],
      );
      if (row === undefined) return undefined;
      const [app] = await database.query(
        `SELECT ${authenticator.names} FROM authenticator_app WHERE member_id = $1`,
        [member_id],
      );
      const passkeys = await database.query(
        `SELECT ${passkey.names} FROM passkey WHERE member_id = $1
          ORDER BY created_at, credential_id`,
        [member_id],
      );
      return {
        member_id,
        switched_on_at: Number(row['switched_on_at']),
        backup_code_set: Number(row['backup_code_set']),
        backup_codes_left: countOf(await ask(countLeft(member_id))),
        authenticator: asRecord<AuthenticatorApp>(app),
        passkeys: passkeys.map(toPasskey),
      };
    },
  };
}

type Claims = Pick<
  SecondFactorStore,
  'claimTotpStep' | 'claimBackupCode' | 'claimPasskeyAnswer' | 'renamePasskey'
>;

function createClaims(database: SqlDatabase): Claims {
  return {
    async renamePasskey(member_id, credential_id, passkey_name) {
      const rows = await database.query(
        `UPDATE passkey SET passkey_name = $1 WHERE member_id = $2 AND credential_id = $3
          RETURNING credential_id`,
        [passkey_name, member_id, credential_id],
      );
      return rows.length > 0;
    },
    async claimTotpStep({ member_id, authenticator_id }, step) {
      const rows = await database.query(
        `UPDATE authenticator_app SET last_step = $1
          WHERE member_id = $2 AND authenticator_id = $3 AND last_step < $1 RETURNING member_id`,
        [step, member_id, authenticator_id],
      );
      return rows.length > 0;
    },
    async claimBackupCode(member_id, code_digest, mail, now) {
      const claim: SqlStep = {
        text: `UPDATE backup_code SET used_at = $1
          WHERE code_digest = $2 AND member_id = $3 AND used_at IS NULL RETURNING code_digest`,
        values: [now, code_digest, member_id],
        isVerdict: true,
      };
      const results = await database.transact([claim, insertMail(mail), countLeft(member_id)]);
      return results && countOf(results.at(-1));
    },
    async claimPasskeyAnswer({ member_id, credential_id, counter }, challenge, now) {
      const claim: SqlStep = {
        text: `UPDATE passkey SET counter = $1, last_used_at = $2
          WHERE member_id = $3 AND credential_id = $4 AND (counter < $1 OR (counter = 0 AND $1 = 0))
          RETURNING credential_id`,
        values: [counter, now, member_id, credential_id],
        isVerdict: true,
      };
      return (await database.transact([spendChallenge(challenge), claim])) !== undefined;
    },
  };
}

// It would count again, had the member switched the factor off.
const forgetConfirmations = (member_id: string): SqlStep => ({
  text: 'UPDATE client_listed_member SET confirmed_at = NULL WHERE member_id = $1',
  values: [member_id],
});

type Switches = Pick<SecondFactorStore, 'switchOn' | 'switchOff'>;

function createSwitches(database: SqlDatabase): Switches {
  return {
    async switchOn(member_id, first, backup_code_digests, mail, now) {
      const switchOn: SqlStep = {
        text: `INSERT INTO second_factor (member_id, switched_on_at, backup_code_set)
          VALUES ($1, $2, 1) ON CONFLICT DO NOTHING RETURNING member_id`,
        values: [member_id, now],
        isVerdict: true,
      };
      const steps = [
        holdMember(member_id),
        switchOn,
        ...insertMethod(first),
        ...insertBackupCodes(member_id, backup_code_digests),
        insertMail(mail),
        forgetConfirmations(member_id),
        forgetBrowsersStep(member_id),
        ...endSteps(member_id, now),
      ];
      return toEnded(await database.transact(steps));
    },
    async switchOff(member_id, mail, now) {
      const switchOff: SqlStep = {
        text: 'DELETE FROM second_factor WHERE member_id = $1 RETURNING member_id',
        values: [member_id],
        isVerdict: true,
      };
      const ends = [forgetBrowsersStep(member_id), ...endSteps(member_id, now)];
      const steps = [holdMember(member_id), switchOff, insertMail(mail), ...ends];
      return toEnded(await database.transact(steps));
    },
  };
}

/** Second factors in SQL. */
export function createSqlSecondFactorStore(database: SqlDatabase): SecondFactorStore {
  const isDone = async (steps: readonly SqlStep[]) =>
    (await database.transact(steps)) !== undefined;
  return {
    ...createReads(database),
    ...createClaims(database),
    ...createSwitches(database),
    addMethod: (member_id, added, mail) =>
      isDone([holdSecondFactor(member_id), ...insertMethod(added), insertMail(mail)]),
    async removeAuthenticator(member_id, authenticator_id, mail) {
      const remove: SqlStep = {
        text: `DELETE FROM authenticator_app WHERE member_id = $1 AND authenticator_id = $2
          AND EXISTS (SELECT 1 FROM passkey WHERE passkey.member_id = $1)
          RETURNING member_id`,
        values: [member_id, authenticator_id],
        isVerdict: true,
      };
      return isDone([holdSecondFactor(member_id), remove, insertMail(mail)]);
    },
    async removePasskey(member_id, credential_id, mail) {
      const remove: SqlStep = {
        text: `DELETE FROM passkey WHERE member_id = $1 AND credential_id = $2
          AND (EXISTS (SELECT 1 FROM authenticator_app a WHERE a.member_id = $1)
            OR EXISTS (SELECT 1 FROM passkey p WHERE p.member_id = $1 AND p.credential_id <> $2))
          RETURNING member_id`,
        values: [member_id, credential_id],
        isVerdict: true,
      };
      return isDone([holdSecondFactor(member_id), remove, insertMail(mail)]);
    },
    async replaceBackupCodes(member_id, backup_code_set, backup_code_digests, mail) {
      const claim: SqlStep = {
        text: `UPDATE second_factor SET backup_code_set = backup_code_set + 1
          WHERE member_id = $1 AND backup_code_set = $2 RETURNING member_id`,
        values: [member_id, backup_code_set],
        isVerdict: true,
      };
      const forget: SqlStep = {
        text: 'DELETE FROM backup_code WHERE member_id = $1',
        values: [member_id],
      };
      const insert = insertBackupCodes(member_id, backup_code_digests);
      return isDone([claim, forget, ...insert, insertMail(mail)]);
    },
  };
}

import type {
  AccountLinkStore,
  AddressChange,
  PasswordReset,
  SignUp,
  UsedAddressChange,
} from '../domain/member/account-link.ts';
import type { Member } from '../domain/member/member.ts';
import type { QueuedMail } from '../domain/mail/letterbox.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';
import { endSteps, forgetLinks, insertMember, toEnded } from './sql-member-account-store.ts';
import { memberColumns } from './sql-member-store.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';
import { isUniqueViolation } from './unique-violation.ts';

const signUpColumns = [
  'link_digest',
  'username',
  'display_name',
  'password_verifier',
  'continuation',
  'created_at',
  'expires_at',
] as const;

const resetColumns = ['link_digest', 'member_id', 'username', 'created_at', 'expires_at'] as const;

const changeColumns = [
  'member_id',
  'link_digest',
  'username',
  'password_verifier',
  'created_at',
  'expires_at',
] as const;

const [signUp, reset, change] = [signUpColumns, resetColumns, changeColumns].map(columnList) as [
  ReturnType<typeof columnList>,
  ReturnType<typeof columnList>,
  ReturnType<typeof columnList>,
];

const verdict = (text: string, values: SqlStep['values']): SqlStep => ({
  text,
  values,
  isVerdict: true,
});

function insertReset(record: PasswordReset): SqlStep {
  return {
    text: `INSERT INTO password_reset (${reset.names}) VALUES (${reset.placeholders})`,
    values: columnValues(record, resetColumns),
  };
}

// What a letter takes that is not sent.
const noMail: SqlStep = { text: 'DELETE FROM mail WHERE mail_id = $1', values: [''] };

const saveChange = `INSERT INTO address_change (${change.names})
  SELECT member_id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT),
      CAST($6 AS BIGINT)
    FROM member WHERE member_id = $1 AND password_verifier = $7 AND disabled_at IS NULL
  ON CONFLICT (member_id) DO UPDATE SET link_digest = excluded.link_digest,
    username = excluded.username, password_verifier = excluded.password_verifier,
    created_at = excluded.created_at, expires_at = excluded.expires_at
  RETURNING member_id`;

const memberOfLink = (table: string, condition: string) => `SELECT ${memberColumns
  .map((column) => `m.${column}`)
  .join(', ')} FROM ${table} l JOIN member m ON m.member_id = l.member_id
  WHERE l.link_digest = $1 AND l.expires_at > $2 AND m.disabled_at IS NULL ${condition}`;

const memberOfReset = memberOfLink('password_reset', 'AND m.username = l.username');
const memberOfChange = memberOfLink('address_change', '');

/** What proves a new address or replaces a password, when the address may be somebody else's by now. */
async function changeAddress(
  database: SqlDatabase,
  steps: readonly SqlStep[],
): Promise<UsedAddressChange> {
  try {
    const ended = toEnded(await database.transact(steps));
    return ended === undefined ? { outcome: 'link_gone' } : { outcome: 'changed', ended };
  } catch (error) {
    if (isUniqueViolation(error)) return { outcome: 'username_taken' };
    throw error;
  }
}

function createSignUpStore(
  database: SqlDatabase,
): Pick<AccountLinkStore, 'saveSignUp' | 'findSignUp' | 'useSignUp'> {
  const findSignUp: AccountLinkStore['findSignUp'] = async (link_digest, now) => {
    const [row] = await database.query(
      `SELECT ${signUp.names} FROM sign_up WHERE link_digest = $1 AND expires_at > $2`,
      [link_digest, now],
    );
    return asRecord<SignUp>(row);
  };
  return {
    findSignUp,
    async saveSignUp(record, mail) {
      const text = `INSERT INTO sign_up (${signUp.names}) VALUES (${signUp.placeholders})`;
      await database.transact([
        { text, values: columnValues(record, signUpColumns) },
        insertMail(mail),
      ]);
    },
    async useSignUp(link_digest, member, now) {
      const used = await database.transact([
        verdict(
          `DELETE FROM sign_up WHERE link_digest = $1 AND expires_at > $2 AND username = $3
            RETURNING link_digest`,
          [link_digest, now, member.username],
        ),
        { ...insertMember(member), isVerdict: true },
      ]);
      if (used !== undefined) {
        // By itself: two links for one address that are used at once must not wait for one another.
        await database.query('DELETE FROM sign_up WHERE username = $1', [member.username]);
        return 'created';
      }
      if ((await findSignUp(link_digest, now)) === undefined) return 'link_gone';
      const standing = await database.query('SELECT 1 AS found FROM member WHERE username = $1', [
        member.username,
      ]);
      return standing.length > 0 ? 'username_taken' : 'cust_id_taken';
    },
  };
}

function createResetStore(
  database: SqlDatabase,
): Pick<
  AccountLinkStore,
  'savePasswordReset' | 'findPasswordReset' | 'usePasswordReset' | 'requireReset'
> {
  return {
    async savePasswordReset(record, mail) {
      await database.transact([
        insertReset(record),
        mail === undefined ? noMail : insertMail(mail),
      ]);
    },
    async findPasswordReset(link_digest, now) {
      const [row] = await database.query(memberOfReset, [link_digest, now]);
      return asRecord<Member>(row);
    },
    async usePasswordReset(link_digest, { member_id, username, password_verifier }, mail, now) {
      const steps = [
        verdict(
          `DELETE FROM password_reset
            WHERE link_digest = $1 AND expires_at > $2 AND member_id = $3 AND username = $4
            RETURNING link_digest`,
          [link_digest, now, member_id, username],
        ),
        verdict(
          `UPDATE member SET password_verifier = $1, must_reset = 0
            WHERE member_id = $2 AND username = $3 AND disabled_at IS NULL RETURNING member_id`,
          [password_verifier, member_id, username],
        ),
        ...forgetLinks(member_id),
        insertMail(mail),
        ...endSteps(member_id, now),
      ];
      return toEnded(await database.transact(steps));
    },
    async requireReset(record, mail, now) {
      const { member_id, username } = record;
      if (member_id === null) return undefined;
      const steps = [
        verdict(
          `UPDATE member SET must_reset = 1
            WHERE member_id = $1 AND username = $2 AND disabled_at IS NULL RETURNING member_id`,
          [member_id, username],
        ),
        ...forgetLinks(member_id),
        insertReset(record),
        insertMail(mail),
        ...endSteps(member_id, now),
      ];
      return toEnded(await database.transact(steps));
    },
  };
}

/** Links that prove an address or replace a password, in SQL. */
export function createSqlAccountLinkStore(database: SqlDatabase): AccountLinkStore {
  return {
    ...createSignUpStore(database),
    ...createResetStore(database),
    async saveAddressChange(record, { password_verifier }, mails) {
      const values = [...columnValues(record, changeColumns), password_verifier];
      const steps = [
        verdict(saveChange, values),
        ...mails.map((mail: QueuedMail) => insertMail(mail)),
      ];
      return (await database.transact(steps)) !== undefined;
    },
    async findPendingAddress(member_id, now) {
      const [row] = await database.query(
        `SELECT ${change.names} FROM address_change WHERE member_id = $1 AND expires_at > $2`,
        [member_id, now],
      );
      return asRecord<AddressChange>(row);
    },
    async findAddressChange(link_digest, now) {
      const [row] = await database.query(
        `SELECT ${change.names} FROM address_change WHERE link_digest = $1 AND expires_at > $2`,
        [link_digest, now],
      );
      const [member] = await database.query(memberOfChange, [link_digest, now]);
      if (row === undefined || member === undefined) return undefined;
      return {
        change: row as unknown as AddressChange,
        member: member as unknown as Member,
      };
    },
    async useAddressChange({ link_digest, member_id, username, password_verifier }, mail, now) {
      return changeAddress(database, [
        verdict(
          `DELETE FROM address_change WHERE link_digest = $1 AND expires_at > $2 AND member_id = $3
            RETURNING link_digest`,
          [link_digest, now, member_id],
        ),
        verdict(
          `UPDATE member SET username = $1, password_verifier = $2
            WHERE member_id = $3 AND disabled_at IS NULL RETURNING member_id`,
          [username, password_verifier, member_id],
        ),
        ...forgetLinks(member_id),
        insertMail(mail),
        ...endSteps(member_id, now),
      ]);
    },
    async setAddress(record, mails, now) {
      const { member_id, username } = record;
      return changeAddress(database, [
        verdict(
          'UPDATE member SET username = $1, must_reset = 1 WHERE member_id = $2 RETURNING member_id',
          [username, member_id],
        ),
        ...forgetLinks(member_id),
        insertReset(record),
        ...mails.map((mail: QueuedMail) => insertMail(mail)),
        ...endSteps(member_id, now),
      ]);
    },
    async deleteAddressChange(member_id) {
      const rows = await database.query(
        'DELETE FROM address_change WHERE member_id = $1 RETURNING member_id',
        [member_id],
      );
      return rows.length > 0;
    },
  };
}

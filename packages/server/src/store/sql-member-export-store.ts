import type { MemberExportStore } from '../domain/member/member-export.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

/** One part of what is kept about a member. */
export interface ExportSection {
  readonly name: string;
  /** Reads the rows of the member `$1`; names every column, so that none comes along that is secret. */
  readonly text: string;
  /** Columns that hold JSON. */
  readonly json?: readonly string[];
}

// Events are many; whoever wants the older ones asks the operator.
const eventsMax = 10_000;

/**
 * Everything that is kept about a member, a section a table. A new table with a `member_id` gets a section
 * here, or a reason in the test that looks for it.
 */
export const exportSections: readonly ExportSection[] = [
  {
    name: 'account',
    text: `SELECT member_id, username, display_name, cust_id, account_id, created_at, disabled_at,
        is_staff, must_reset
      FROM member WHERE member_id = $1`,
  },
  {
    name: 'address_change',
    text: 'SELECT username, created_at, expires_at FROM address_change WHERE member_id = $1',
  },
  {
    name: 'password_resets',
    text: 'SELECT username, created_at, expires_at FROM password_reset WHERE member_id = $1',
  },
  {
    name: 'consents',
    text: `SELECT client_id, scope, granted_at FROM consent WHERE member_id = $1
      ORDER BY granted_at, client_id`,
  },
  {
    name: 'sessions',
    text: `SELECT session_id, dialect, client_id, grant_type, scope, auth_time, created_at,
        last_activity, session_expiration, absolute_expires_at, ended_at, first_ip,
        first_user_agent_header, last_ip, last_user_agent_header, impersonation_note
      FROM session WHERE member_id = $1 ORDER BY created_at, session_id`,
  },
  {
    name: 'authorization_codes',
    text: `SELECT client_id, redirect_uri, scope, auth_time, issued_at, expires_at, consumed_at
      FROM authorization_code WHERE member_id = $1 ORDER BY issued_at`,
  },
  {
    name: 'browser_sign_ins',
    text: `SELECT auth_time, expires_at FROM browser_login WHERE member_id = $1 ORDER BY auth_time`,
  },
  {
    name: 'remembered_browsers',
    text: `SELECT knows_since, skips_second_factor_until, last_used_at, last_ip,
        last_user_agent_header, expires_at
      FROM remembered_browser WHERE member_id = $1 ORDER BY knows_since`,
  },
  {
    name: 'second_factor',
    text: 'SELECT switched_on_at FROM second_factor WHERE member_id = $1',
  },
  {
    name: 'authenticator_apps',
    text: 'SELECT created_at FROM authenticator_app WHERE member_id = $1',
  },
  {
    name: 'passkeys',
    text: `SELECT passkey_name, created_at, last_used_at FROM passkey WHERE member_id = $1
      ORDER BY created_at`,
  },
  {
    name: 'backup_codes',
    text: 'SELECT used_at FROM backup_code WHERE member_id = $1 ORDER BY used_at',
  },
  {
    name: 'own_apps',
    text: `SELECT c.client_id, c.dialect, c.state, c.record, c.created_at
      FROM client_owner o JOIN client c ON c.client_id = o.client_id WHERE o.member_id = $1
      ORDER BY c.created_at, c.client_id`,
    json: ['record'],
  },
  {
    name: 'password_limited_apps',
    text: `SELECT client_id, confirmed_at FROM client_listed_member WHERE member_id = $1
      ORDER BY client_id`,
  },
  {
    name: 'password_limited_addresses',
    text: `SELECT client_id, expires_at FROM password_limited_address WHERE member_id = $1
      ORDER BY client_id, expires_at`,
  },
  {
    name: 'impersonations',
    text: `SELECT note, started_at, expires_at, ended_at FROM impersonation WHERE member_id = $1
      ORDER BY started_at`,
  },
  {
    name: 'favorite_maps',
    text: 'SELECT map_uid, added_at FROM favorite_map WHERE member_id = $1 ORDER BY added_at',
  },
  {
    name: 'events',
    // From where staff work is not the member's to know.
    text: `SELECT occurred_at, event, outcome,
        CASE WHEN actor_member_id IS NULL THEN ip END AS ip,
        CASE WHEN actor_member_id IS NULL THEN user_agent END AS user_agent, client_id, session_id
      FROM audit_event WHERE member_id = $1 ORDER BY occurred_at DESC LIMIT ${eventsMax}`,
  },
];

function toRecord(row: SqlRow, json: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      json.includes(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

/** What is kept about members, in SQL. */
export function createSqlMemberExportStore(database: SqlDatabase): MemberExportStore {
  return {
    async exportMember(member_id) {
      const sections: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
      for (const { name, text, json = [] } of exportSections) {
        const rows = await database.query(text, [member_id]);
        sections[name] = rows.map((row) => toRecord(row, json));
      }
      return sections['account']?.length === 0 ? undefined : sections;
    },
  };
}

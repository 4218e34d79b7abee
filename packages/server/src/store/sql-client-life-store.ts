import type { ClientLife, ClientLifeStore, IdleClient } from '../domain/client/client-life.ts';
import type { ClientReview, Disabler, ReviewedClient } from '../domain/client/client-life.ts';
import {
  createRow,
  findCreationObstacle,
  insertOwner,
  lockOwner,
  toClient,
  toRecordText,
} from './sql-client-registration.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { createSqlClientSecrets, insertLink } from './sql-client-secret-store.ts';
import { mailSteps, verdict } from './sql-steps.ts';

const reviewsMax = 500;
const idleBatch = 100;
const daySeconds = 86_400;

const toTime = (value: unknown) => (value == null ? null : Number(value));
const toText = (value: unknown) => (value == null ? null : String(value));
const idsOf = (rows: readonly SqlRow[] | undefined) =>
  (rows ?? []).map((row) => String(row['session_id']));

function toReview(row: SqlRow): ClientReview {
  return {
    requested_at: Number(row['requested_at']),
    held_because: JSON.parse(String(row['held_because'])) as readonly string[],
    decided_at: toTime(row['decided_at']),
    refused_because: toText(row['refused_because']),
  };
}

function toLife(row: SqlRow): ClientLife {
  return {
    client_id: String(row['client_id']),
    last_used_at: toTime(row['last_used_at']),
    secret_used_at: toTime(row['secret_used_at']),
    former_secret_used_at: toTime(row['former_secret_used_at']),
    idle_from: toTime(row['idle_from']),
    disabled_at: toTime(row['disabled_at']),
    disabled_by: toText(row['disabled_by']) as Disabler | null,
    review: row['requested_at'] === null ? undefined : toReview(row),
    secret_link_expires_at: toTime(row['link_expires_at']) ?? undefined,
  };
}

function toReviewed(row: SqlRow): ReviewedClient {
  const owner_member_id = toText(row['owner_member_id']);
  return { client: toClient(row), review: toReview(row), owner_member_id };
}

function toIdle(row: SqlRow): IdleClient {
  const { client_id, client_name, developer_email } = toClient(row);
  return {
    client_id,
    client_name,
    to: toText(row['username']) ?? developer_email,
    idle_since: Number(row['idle_since']),
    last_used_at: toTime(row['last_used_at']),
  };
}

const insertReview = `INSERT INTO client_review (client_id, requested_at, held_because) VALUES ($1, $2, $3)`;

/** Ends what members have with a client. Codes first: a code that is being traded now is waited for. */
function endSteps(client_id: string, now: number): readonly SqlStep[] {
  return [
    {
      text: `UPDATE authorization_code SET consumed_at = $1
        WHERE client_id = $2 AND consumed_at IS NULL`,
      values: [now, client_id],
    },
    {
      text: `UPDATE session SET ended_at = $1 WHERE client_id = $2 AND ended_at IS NULL
        RETURNING session_id`,
      values: [now, client_id],
    },
  ];
}

const findLife = `SELECT c.*, r.requested_at, r.held_because, r.decided_at, r.refused_because,
    l.expires_at AS link_expires_at
  FROM client c LEFT JOIN client_review r ON r.client_id = c.client_id
    LEFT JOIN client_secret_link l ON l.client_id = c.client_id
  WHERE c.client_id = $1`;

const listOfState = (order: string) => `SELECT c.*, r.requested_at, r.held_because, r.decided_at,
    r.refused_because, o.member_id AS owner_member_id
  FROM client c JOIN client_review r ON r.client_id = c.client_id
    LEFT JOIN client_owner o ON o.client_id = c.client_id
  WHERE c.state = $1 ORDER BY ${order} LIMIT ${reviewsMax}`;
const listWaiting = listOfState('r.requested_at, c.client_id');
const listRefused = listOfState('r.decided_at DESC, c.client_id');

const recordUse = `UPDATE client SET last_used_at = $1, idle_days_told = 0,
    secret_used_at = CASE WHEN secret_digest = $3 THEN $1 ELSE secret_used_at END,
    former_secret_used_at =
      CASE WHEN former_secret_digest = $3 THEN $1 ELSE former_secret_used_at END
  WHERE client_id = $2 AND (last_used_at IS NULL OR last_used_at <= $1)`;

// Idle since the last use or the beginning of the count, whichever is later.
const isIdle = (client: string, before: string) =>
  `${client}.state = 'active' AND ${client}.idle_from <= ${before}
    AND (${client}.last_used_at IS NULL OR ${client}.last_used_at <= ${before})`;

const listIdle = `SELECT c.*, m.username,
    CASE WHEN c.last_used_at > c.idle_from THEN c.last_used_at ELSE c.idle_from END AS idle_since
  FROM client c LEFT JOIN client_owner o ON o.client_id = c.client_id
    LEFT JOIN member m ON m.member_id = o.member_id AND m.disabled_at IS NULL
  WHERE ${isIdle('c', '$1')} AND c.idle_days_told < $2 ORDER BY c.client_id LIMIT ${idleBatch}`;

const takeStep = `UPDATE client SET idle_days_told = $1
  WHERE client_id = $2 AND idle_days_told < $1 AND ${isIdle('client', '$3')} RETURNING client_id`;

/** Disables an active client; `$1` is when, `$2` by whom. */
const disable = `UPDATE client SET state = 'disabled', disabled_at = $1, disabled_by = $2
  WHERE client_id = $3 AND state = 'active' RETURNING client_id`;

type Write = SqlDatabase['transact'];
type Reviewing = Pick<
  ClientLifeStore,
  'findClientLife' | 'requestClient' | 'listReviews' | 'approveClient' | 'refuseClient'
>;
type Switching = Pick<ClientLifeStore, 'disableClient' | 'enableClient'>;
type Idling = Pick<
  ClientLifeStore,
  'recordClientUse' | 'watchClients' | 'listIdleClients' | 'takeIdleStep'
>;

function createReviewing(database: SqlDatabase, write: Write): Reviewing {
  return {
    async findClientLife(client_id) {
      const [row] = await database.query(findLife, [client_id]);
      return row && toLife(row);
    },
    async requestClient({ client, owner_member_id, review, mail }, clientsMax) {
      const { client_id } = client;
      const held = JSON.stringify(review.held_because);
      const results = await write([
        verdict(lockOwner, [owner_member_id]),
        ...createRow(client),
        verdict(insertOwner, [client_id, owner_member_id, clientsMax]),
        { text: insertReview, values: [client_id, review.requested_at, held] },
        ...mailSteps(mail),
      ]);
      if (results !== undefined) return 'created';
      return findCreationObstacle(database, client, owner_member_id, clientsMax);
    },
    async listReviews(state) {
      const text = state === 'requested' ? listWaiting : listRefused;
      return (await database.query(text, [state])).map(toReviewed);
    },
    async approveClient({ client, link, listed, mail }, now) {
      const { client_id } = client;
      const record = toRecordText({ ...client, is_reviewed: true });
      const results = await write([
        verdict(
          `UPDATE client SET state = 'active', idle_from = $1, record = $2
            WHERE client_id = $3 AND state = 'requested' AND record = $4 RETURNING client_id`,
          [now, record, client_id, toRecordText(client)],
        ),
        {
          text: 'UPDATE client_review SET decided_at = $1 WHERE client_id = $2',
          values: [now, client_id],
        },
        ...(link === undefined ? [] : [insertLink(client_id, link)]),
        ...(listed === undefined
          ? []
          : [
              {
                text: 'INSERT INTO client_listed_member (client_id, member_id) VALUES ($1, $2)',
                values: [client_id, listed.member_id],
              },
            ]),
        ...mailSteps(listed?.mail),
        ...mailSteps(mail),
      ]);
      return results !== undefined;
    },
    async refuseClient({ client_id, reason, mail }, now) {
      const results = await write([
        verdict(
          `UPDATE client SET state = 'refused' WHERE client_id = $1 AND state = 'requested'
            RETURNING client_id`,
          [client_id],
        ),
        {
          text: `UPDATE client_review SET decided_at = $1, refused_because = $2
            WHERE client_id = $3`,
          values: [now, reason, client_id],
        },
        ...mailSteps(mail),
      ]);
      return results !== undefined;
    },
  };
}

function createSwitching(write: Write): Switching {
  return {
    async disableClient(client_id, mail, now) {
      const results = await write([
        verdict(disable, [now, 'staff', client_id]),
        ...endSteps(client_id, now),
        ...mailSteps(mail),
      ]);
      return results && idsOf(results[2]);
    },
    async enableClient(client_id, disabled_by, now) {
      const results = await write([
        verdict(
          `UPDATE client SET state = 'active', disabled_at = NULL, disabled_by = NULL,
              idle_from = $1, idle_days_told = 0
            WHERE client_id = $2 AND state = 'disabled'
              AND (CAST($3 AS TEXT) IS NULL OR disabled_by = $3) RETURNING client_id`,
          [now, client_id, disabled_by ?? null],
        ),
        ...endSteps(client_id, now),
      ]);
      return results !== undefined;
    },
  };
}

function createIdling(database: SqlDatabase, write: Write): Idling {
  return {
    async recordClientUse({ client_id, secret_digest, used_at }) {
      await database.query(recordUse, [used_at, client_id, secret_digest]);
    },
    async watchClients(now) {
      await database.query(
        `UPDATE client SET idle_from = $1 WHERE idle_from IS NULL AND state = 'active'`,
        [now],
      );
    },
    async listIdleClients(days, now) {
      const rows = await database.query(listIdle, [now - days * daySeconds, days]);
      return rows.map(toIdle);
    },
    async takeIdleStep({ client_id, days, disables, mail }, now) {
      const ending = [verdict(disable, [now, 'inactive', client_id]), ...endSteps(client_id, now)];
      const results = await write([
        verdict(takeStep, [days, client_id, now - days * daySeconds]),
        ...(disables ? ending : []),
        ...mailSteps(mail),
      ]);
      return results && idsOf(disables ? results[3] : []);
    },
  };
}

/**
 * The part of the client store about a client's life.
 *
 * @param onWritten - called after every write that changes who may do what, before its caller hears of it
 */
export function createSqlClientLife(database: SqlDatabase, onWritten: () => void): ClientLifeStore {
  const write: Write = async (steps) => {
    const results = await database.transact(steps);
    if (results !== undefined) onWritten();
    return results;
  };
  return {
    ...createReviewing(database, write),
    ...createSwitching(write),
    ...createSqlClientSecrets(database, write),
    ...createIdling(database, write),
  };
}

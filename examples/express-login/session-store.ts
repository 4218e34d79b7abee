import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

import session from 'express-session';
import type { SessionData } from 'express-session';

type Done<T = void> = (error?: unknown, value?: T) => void;

/** What the file knows a session by: who reads the file learns no cookie from it. */
const digest = (sid: string): string => createHash('sha256').update(sid).digest('base64url');

// Whoever begins a sign-in and never comes back shall not fill the file: the service waits less long.
const beginningSeconds = 3600;

/** Keeps sessions of express-session in a file: its own store keeps them in memory and never lets go. */
export class SqliteSessionStore extends session.Store {
  readonly #database: DatabaseSync;
  readonly #clock: () => number;
  readonly #lifetimeSeconds: number;

  /**
   * @param lifetimeSeconds of a session in which somebody is signed in
   * @param clock epoch seconds
   */
  constructor(file: string, lifetimeSeconds: number, clock: () => number) {
    super();
    this.#clock = clock;
    this.#lifetimeSeconds = lifetimeSeconds;
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS web_session (
        sid_digest TEXT PRIMARY KEY, data TEXT NOT NULL, expires_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  override get(sid: string, done: Done<SessionData | null>): void {
    this.#answer(done, () => {
      const found = this.#database
        .prepare('SELECT data FROM web_session WHERE sid_digest = ? AND expires_at > ?')
        .get(digest(sid), this.#clock());
      return found === undefined ? null : (JSON.parse(String(found['data'])) as SessionData);
    });
  }

  override set(sid: string, data: SessionData, done: Done = () => undefined): void {
    this.#answer(done, () => {
      this.#database
        .prepare(
          `INSERT INTO web_session (sid_digest, data, expires_at) VALUES (?, ?, ?)
            ON CONFLICT (sid_digest) DO UPDATE
            SET data = excluded.data, expires_at = excluded.expires_at`,
        )
        .run(digest(sid), JSON.stringify(data), this.#expiry(data));
    });
  }

  override touch(sid: string, data: SessionData, done: Done = () => undefined): void {
    this.#answer(done, () => {
      this.#database
        .prepare('UPDATE web_session SET expires_at = ? WHERE sid_digest = ?')
        .run(this.#expiry(data), digest(sid));
    });
  }

  override destroy(sid: string, done: Done = () => undefined): void {
    this.#answer(done, () => {
      this.#database.prepare('DELETE FROM web_session WHERE sid_digest = ?').run(digest(sid));
    });
  }

  /** Deletes what is over and says what it was: somebody's tokens may belong to it. */
  takeExpired(): SessionData[] {
    return this.#database
      .prepare('DELETE FROM web_session WHERE expires_at <= ? RETURNING data')
      .all(this.#clock())
      .map(({ data }) => JSON.parse(String(data)) as SessionData);
  }

  close(): void {
    this.#database.close();
  }

  #expiry({ signedIn }: SessionData): number {
    return this.#clock() + (signedIn === undefined ? beginningSeconds : this.#lifetimeSeconds);
  }

  #answer<T>(done: Done<T>, act: () => T): void {
    let value: T;
    try {
      value = act();
    } catch (error) {
      done(error);
      return;
    }
    done(undefined, value);
  }
}

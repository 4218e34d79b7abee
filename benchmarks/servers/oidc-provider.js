// The peer: oidc-provider with an SQLite adapter that commits durably (WAL, synchronous=FULL), one statement
// a commit, as its adapter interface asks. Opaque tokens, client_secret_basic, PKCE S256. `POST /mint`
// makes codes or refresh tokens in the process, as the measured requests need them.
import { DatabaseSync } from 'node:sqlite';

import { Provider } from 'oidc-provider';

const [, , port, file] = process.argv;
const database = new DatabaseSync(file);
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE record (id TEXT PRIMARY KEY, payload TEXT NOT NULL, grant_id TEXT, uid TEXT,
    expires_at INTEGER) WITHOUT ROWID;
  CREATE INDEX record_by_grant ON record (grant_id);
  CREATE INDEX record_by_uid ON record (uid);
`);
const now = () => Math.floor(Date.now() / 1000);
const upsert = database.prepare(
  'INSERT OR REPLACE INTO record (id, payload, grant_id, uid, expires_at) VALUES (?, ?, ?, ?, ?)',
);
const find = database.prepare('SELECT payload FROM record WHERE id = ?');
const findByUid = database.prepare('SELECT payload FROM record WHERE uid = ?');
const destroy = database.prepare('DELETE FROM record WHERE id = ?');
const revoke = database.prepare('DELETE FROM record WHERE grant_id = ?');

class Adapter {
  constructor(name) {
    this.name = name;
  }
  key(id) {
    return `${this.name}:${id}`;
  }
  async upsert(id, payload, expiresIn) {
    const expires = expiresIn === undefined ? null : now() + expiresIn;
    const { grantId = null, uid = null } = payload;
    upsert.run(this.key(id), JSON.stringify(payload), grantId, uid, expires);
  }
  async find(id) {
    const row = find.get(this.key(id));
    return row && JSON.parse(row.payload);
  }
  async findByUid(uid) {
    const row = findByUid.get(uid);
    return row && JSON.parse(row.payload);
  }
  async findByUserCode() {}
  async consume(id) {
    const payload = await this.find(id);
    payload.consumed = now();
    database
      .prepare('UPDATE record SET payload = ? WHERE id = ?')
      .run(JSON.stringify(payload), this.key(id));
  }
  async destroy(id) {
    destroy.run(this.key(id));
  }
  async revokeByGrantId(grantId) {
    revoke.run(grantId);
  }
}

const redirectUri = 'https://client.example/callback';
const provider = new Provider(`http://localhost:${port}`, {
  adapter: Adapter,
  clients: [
    {
      client_id: 'bench',
      client_secret: 'bench-secret-of-sufficient-length-0123456789',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [redirectUri],
    },
  ],
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  scopes: ['api', 'offline_access'],
  ttl: { AuthorizationCode: 600, AccessToken: 600, RefreshToken: 604_800, Grant: 604_800 },
});

async function mint(kind, codeChallenge) {
  const client = await provider.Client.find('bench');
  const grant = new provider.Grant({ clientId: 'bench', accountId: 'member' });
  grant.addOIDCScope('api offline_access');
  const grantId = await grant.save();
  const shared = {
    accountId: 'member',
    client,
    grantId,
    scope: 'api offline_access',
    gty: 'authorization_code',
  };
  if (kind === 'code') {
    return new provider.AuthorizationCode({
      ...shared,
      redirectUri,
      codeChallenge,
      codeChallengeMethod: 'S256',
    }).save();
  }
  return new provider.RefreshToken(shared).save();
}

provider.use(async (context, next) => {
  if (context.path !== '/mint') return next();
  const { kind, count, challenge } = Object.fromEntries(new URL(context.href).searchParams);
  const values = [];
  database.exec('PRAGMA synchronous = OFF');
  for (let made = 0; made < Number(count); made += 1) values.push(await mint(kind, challenge));
  database.exec('PRAGMA synchronous = FULL');
  context.body = values;
});
provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { accountLinkBehaviours } from './account-links.contract.ts';
import { clientBehaviours, memberBehaviours } from './accounts.contract.ts';
import { auditBehaviours } from './audit.contract.ts';
import { browserCodeBehaviours, rememberedBrowserBehaviours } from './browsers.contract.ts';
import { codeClaimBehaviours, consentBehaviours } from './codes.contract.ts';
import { clientLifeBehaviours } from './client-life.contract.ts';
import { openContract } from './contract.ts';
import type { Behaviours, Contract } from './contract.ts';
import { rateLimitBehaviours, signingKeyBehaviours } from './counters.contract.ts';
import { deletionBehaviours } from './deletion.contract.ts';
import { favoriteMapBehaviours } from './favorites.contract.ts';
import { engineBehaviours } from './engine.contract.ts';
import { createEngines } from './engines.ts';
import { impersonationBehaviours } from './impersonations.contract.ts';
import { mailBehaviours } from './mails.contract.ts';
import { memberAccountBehaviours } from './member-accounts.contract.ts';
import { memberExportBehaviours } from './member-export.contract.ts';
import { migrationBehaviours, readSchemas } from './migration.contract.ts';
import { passwordLimitedBehaviours } from './password-limited.contract.ts';
import { secondFactorBehaviours } from './second-factor.contract.ts';
import { refreshTokenBehaviours, sessionBehaviours } from './sessions.contract.ts';
import { transactionBehaviours } from './transactions.contract.ts';

const suites: Readonly<Record<string, Behaviours>> = {
  'statements and transactions': engineBehaviours,
  'members and browser logins': memberBehaviours,
  'accounts of members': memberAccountBehaviours,
  'mailed links of accounts': accountLinkBehaviours,
  'the copy of what is kept about a member': memberExportBehaviours,
  'remembered browsers': rememberedBrowserBehaviours,
  'mailed codes': browserCodeBehaviours,
  clients: clientBehaviours,
  'the life of clients': clientLifeBehaviours,
  consents: consentBehaviours,
  'claims of authorization codes': codeClaimBehaviours,
  sessions: sessionBehaviours,
  'refresh tokens': refreshTokenBehaviours,
  'confirmations of clients': passwordLimitedBehaviours,
  'staff who act for members': impersonationBehaviours,
  'rate limits': rateLimitBehaviours,
  'signing keys': signingKeyBehaviours,
  audit: auditBehaviours,
  'favourite maps': favoriteMapBehaviours,
  'mails on their way': mailBehaviours,
  'second factors': secondFactorBehaviours,
  deletion: deletionBehaviours,
  'interrupted transactions': transactionBehaviours,
};

const engines = createEngines();
after(async () => {
  for (const engine of engines) await engine.stop();
});

for (const engine of engines) {
  describe(`the store on ${engine.name}`, () => {
    for (const [name, register] of Object.entries(suites)) {
      describe(name, () => {
        let contract: Contract | undefined;
        before(async () => {
          contract = await openContract(engine);
        });
        after(() => contract?.close());
        register(() => contract ?? assert.fail('the database is not open'));
      });
    }
    describe('migrations', () => migrationBehaviours(engine));
  });
}

test('both engines end in the same tables with the same columns in the same order', async () => {
  const [sqlite, postgres] = await readSchemas(engines);
  assert.ok(Object.keys(sqlite ?? {}).length >= 12);
  assert.deepEqual(sqlite, postgres);
});

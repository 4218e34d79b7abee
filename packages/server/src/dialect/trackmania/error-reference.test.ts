import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OAuthError, oauthErrorCodes } from '@pitpass/protocol';
import type { OAuthErrorCode, RefusalReason } from '@pitpass/protocol';

import { findTrackmaniaErrorAnswers } from './error-reference.ts';
import { formatTrackmaniaError, trackmaniaReasonTable } from './error-table.ts';

const versions = ['league-8', 'league-9'] as const;
const ofRoutes = new Set<OAuthErrorCode>(['insufficient_scope', 'invalid_token']);

/** What an error is answered on the wire, as the reference writes it. */
function answersOf(error: OAuthError): Record<(typeof versions)[number], string> {
  const [version8, version9] = versions.map((version) => {
    const { status, body } = formatTrackmaniaError(error, version);
    return `${status} ${String(body['error'])}`;
  });
  return { 'league-8': version8 ?? '', 'league-9': version9 ?? '' };
}

test('TM 5.5 the reference says of each code what the dialect really answers', () => {
  for (const code of oauthErrorCodes) {
    const found = findTrackmaniaErrorAnswers(code).map(({ answers }) => answers);
    if (ofRoutes.has(code)) assert.deepEqual(found, []);
    else assert.deepEqual(found[0], answersOf(new OAuthError(code, 'wrong')));
  }
});

test('TM 5.5 the reference leaves out no reason that the dialect tells apart', () => {
  const reasons = Object.keys(trackmaniaReasonTable) as RefusalReason[];
  for (const reason of reasons) {
    const error = new OAuthError('invalid_request', 'wrong', { reason, subject: '…' });
    const answers = answersOf(error);
    const hint = formatTrackmaniaError(error, 'league-9').body['hint'];
    for (const version of versions) {
      const code = answers[version].slice('400 '.length) as OAuthErrorCode;
      const rows = findTrackmaniaErrorAnswers(code);
      const row = rows.find((one) => JSON.stringify(one.answers) === JSON.stringify(answers));
      assert.ok(row !== undefined, `${code} ${reason}`);
      if (hint !== undefined) assert.ok(row.hints.includes(String(hint)), `${code} ${reason}`);
    }
  }
});

test('S59 the reference names the answer to an address that has failed too often', () => {
  const error = new OAuthError('unauthorized_client', 'wrong', { retryAfterSeconds: 7 });
  const rows = findTrackmaniaErrorAnswers('invalid_client');
  assert.ok(rows.some((row) => row.answers['league-8'] === answersOf(error)['league-8']));
});

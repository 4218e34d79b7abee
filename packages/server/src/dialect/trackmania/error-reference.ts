import type { OAuthErrorCode } from '@pitpass/protocol';

import type { TrackmaniaErrorProfile } from './error-profile.ts';
import { tooManyFailures, trackmaniaErrorTable, trackmaniaReasonTable } from './error-table.ts';
import type { TrackmaniaErrorRow } from './error-table.ts';

/** One way in which the dialect answers, in both versions of the library. */
export interface TrackmaniaErrorAnswer {
  readonly answers: Readonly<Record<TrackmaniaErrorProfile, string>>;
  /** What the answers say in `hint`; `…` stands for the parameter or the scope. Empty for none. */
  readonly hints: readonly string[];
}

// The routes that need a token refuse it in a form of their own.
const codesOfRoutes: ReadonlySet<OAuthErrorCode> = new Set(['insufficient_scope', 'invalid_token']);

const wordsOf = ({ status, error }: TrackmaniaErrorRow): string => `${status} ${error}`;

/**
 * How the dialect's token and authorization endpoints answer where an error code is meant or sent, in either
 * version of the library. Empty for what only the routes with a token refuse.
 *
 * @see trackmania-api §4.3, §5.5
 */
export function findTrackmaniaErrorAnswers(code: OAuthErrorCode): readonly TrackmaniaErrorAnswer[] {
  if (codesOfRoutes.has(code)) return [];
  const own = trackmaniaErrorTable[code];
  const all = [
    { 'league-8': own, 'league-9': own },
    ...[...Object.values(trackmaniaReasonTable), tooManyFailures].filter(
      (rows) => rows['league-8'].error === code || rows['league-9'].error === code,
    ),
  ];
  const found = new Map<
    string,
    { answers: TrackmaniaErrorAnswer['answers']; hints: Set<string> }
  >();
  for (const rows of all) {
    const answers = {
      'league-8': wordsOf(rows['league-8']),
      'league-9': wordsOf(rows['league-9']),
    };
    const key = `${answers['league-8']} ${answers['league-9']}`;
    const entry = found.get(key) ?? { answers, hints: new Set<string>() };
    const { hint } = rows['league-8'];
    if (hint !== undefined) entry.hints.add(hint.replace('%s', '…'));
    found.set(key, entry);
  }
  return [...found.values()].map(({ answers, hints }) => ({ answers, hints: [...hints] }));
}

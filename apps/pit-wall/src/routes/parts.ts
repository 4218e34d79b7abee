import type { Random } from '@pitpass/client';

import type { FormTokens } from '../browser/forms.ts';
import type { Visits } from '../browser/visits.ts';
import type { Assets } from './assets.ts';

/** What routes work with. */
export interface PitWallParts {
  /** Where Pit Wall itself is, without a path. */
  readonly origin: string;
  /** Where the authorization service is, without a path. */
  readonly serviceUrl: string;
  readonly clock: () => number;
  readonly random: Random;
  readonly visits: Visits;
  readonly formTokens: FormTokens;
  readonly cookieName: string;
  readonly assets: Assets;
  /** Told about faults of Pit Wall itself, in one line without secrets. */
  readonly onFault: (line: string) => void;
}

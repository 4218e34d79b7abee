import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';

/** Whose dialect a service speaks. */
export type ProviderName = 'iracing' | 'trackmania';

/** What a member's sign-in asks for unless somebody says otherwise: all that there is. */
export const defaultScopes: Readonly<Record<ProviderName, string>> = {
  iracing: 'iracing.auth iracing.profile',
  trackmania: 'clubs read_favorite write_favorite',
};

/** The dialect that an option or the environment names; undefined when both are silent. @throws Problem */
export function findNamedProvider(
  { provider }: { readonly provider?: string },
  environment: Surroundings['environment'],
): ProviderName | undefined {
  const named = provider ?? (environment['PITPASS_PROVIDER'] || undefined);
  if (named === undefined || named === 'iracing' || named === 'trackmania') return named;
  const subject = provider === undefined ? 'PITPASS_PROVIDER' : '--provider';
  throw usageProblem(`${subject} names no dialect that is known; give iracing or trackmania.`);
}

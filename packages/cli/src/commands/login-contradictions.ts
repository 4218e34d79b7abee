import { usageProblem } from '../problem.ts';
import type { ProviderName } from '../settings/provider-name.ts';
import type { LoginFlags } from './login.ts';

function refuseOfTrackmania(flags: LoginFlags): void {
  if (flags.passwordLimited === true) {
    throw usageProblem(
      "Trackmania's service has no sign-in by password; leave --password-limited out, or give --client-credentials for access without a member.",
    );
  }
  if (flags.dataUrl !== undefined) {
    throw usageProblem(
      "--data-url belongs to --provider iracing; Trackmania's routes are at the service itself.",
    );
  }
}

function refuseOfIracing(flags: LoginFlags): void {
  if (flags.clientCredentials === true) {
    throw usageProblem(
      "iRacing's service has no client credentials; --client-credentials needs --provider trackmania.",
    );
  }
  if (flags.pkce === true) {
    throw usageProblem(
      '--pkce belongs to --provider trackmania; at iRacing a challenge is always sent.',
    );
  }
}

/**
 * Refuses options that cannot stand together, before anything is read or asked.
 *
 * @throws Problem that says which to leave out
 */
export function refuseLoginContradictions(flags: LoginFlags, provider: ProviderName): void {
  const { passwordLimited, clientCredentials, username, redirectUri, pkce } = flags;
  if (provider === 'trackmania') refuseOfTrackmania(flags);
  else refuseOfIracing(flags);
  if (passwordLimited !== true && username !== undefined) {
    throw usageProblem('--username belongs to --password-limited; a browser asks for it itself.');
  }
  const hasNoBrowser = passwordLimited === true || clientCredentials === true;
  if (hasNoBrowser && redirectUri !== undefined) {
    throw usageProblem('--redirect-uri belongs to a sign-in with the browser.');
  }
  if (hasNoBrowser && pkce === true) {
    throw usageProblem('--pkce belongs to a sign-in with the browser.');
  }
}

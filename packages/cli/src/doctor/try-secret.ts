import { randomBytes } from 'node:crypto';

import { isMasked } from '@pitpass/protocol';

import { isSafeService } from './check-service.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { maskSecret } from './masking-mistakes.ts';
import { isUnreachable, probe } from './probe.ts';

const check = 'tried';

function describeTaken(isGivenMasked: boolean): Finding {
  if (!isGivenMasked) return ok(check, 'The service takes the secret.');
  return problem(
    check,
    'The service takes the value as it is: it is the masked form already, so that a program that masks it sends it masked twice.',
    'Put the secret as it was issued where a program masks it.',
  );
}

function describeRefused(isGivenMasked: boolean): Finding {
  const rest = isGivenMasked
    ? 'nor would it be the secret itself, unless it only looks like a masked value'
    : 'rightly masked';
  return problem(
    check,
    isGivenMasked
      ? `The service does not take the value as it is; ${rest}.`
      : `The service does not take this secret, ${rest}, for this client_id.`,
    'Compare both with what was issued, letter for letter. A secret that was replaced, or seen once and written down wrongly, has to be issued again.',
  );
}

/**
 * Tries a client secret at the token endpoint, once: with a refresh token that nobody was ever given,
 * so that nothing begins, ends or is spent. A service authenticates the client before it looks at the
 * token. A value that has the form of a masked one is sent as it is.
 *
 * @see RFC 6749 §5.2, §6
 */
export async function trySecret(
  client_id: string,
  secret: string,
  context: DoctorContext,
): Promise<Finding> {
  const { service, provider } = context;
  if (service === undefined) {
    return warning(check, 'No service was named to try it at.', 'Give --service.');
  }
  if (!isSafeService(service)) {
    const message = `${service} is plain http to another computer: nothing is sent there.`;
    return problem(check, message, 'Use https.');
  }
  const isTrackmania = provider === 'trackmania';
  const isGivenMasked = !isTrackmania && isMasked(secret);
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id,
    client_secret: isTrackmania || isGivenMasked ? secret : maskSecret(secret, client_id),
    refresh_token: `doctor-${randomBytes(24).toString('base64url')}`,
  });
  const path = isTrackmania ? '/api/access_token' : '/oauth2/token';
  const answer = await probe(service + path, { method: 'POST', body });
  if (isUnreachable(answer)) {
    return warning(check, `${service} cannot be reached: ${answer.reason}.`, 'Nothing was tried.');
  }
  const { status, fields } = answer;
  const { error, error_description } = fields;
  if (status === 429 || (error === 'unauthorized_client' && isAboutLimits(error_description))) {
    return warning(check, 'The service says that there were too many attempts.', 'Wait a minute.');
  }
  if (error === 'unauthorized_client') {
    return problem(
      check,
      'The service takes the secret, and the client is disabled.',
      'Have it enabled.',
    );
  }
  // Client authentication comes before anything that these codes are about.
  const isTaken =
    ['invalid_grant', 'unsupported_grant_type', 'invalid_scope'].includes(String(error)) ||
    (isTrackmania && error === 'invalid_request');
  if (isTaken) return describeTaken(isGivenMasked);
  if (error === 'invalid_client') return describeRefused(isGivenMasked);
  return warning(check, `${service} answered ${status}, which does not tell.`);
}

function isAboutLimits(description: unknown): boolean {
  return typeof description === 'string' && /limit|too (many|often)/i.test(description);
}

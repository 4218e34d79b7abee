import { describeError } from '../describe-error.ts';
import type { ErrorReport } from '../describe-error.ts';
import { Problem } from '../problem.ts';
import { fetchMember, formatMember } from '../commands/member.ts';
import { isClientItself } from '../settings/account-settings.ts';
import { describeProvider } from '../settings/accounts.ts';
import { openConnection } from '../settings/open-connection.ts';
import { checkLock } from './check-lock.ts';
import { checkRedirectUris } from './check-redirect-uris.ts';
import { checkService, isSafeService } from './check-service.ts';
import { checkTokenFile } from './check-token-file.ts';
import type { DoctorContext } from './context.ts';
import { explainAnswer } from './explain-answer.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';

function checkSettings({
  account,
  settings,
  service,
  provider,
  client_id,
}: DoctorContext): Finding {
  const name = account === undefined ? 'The token file' : `The account ${account}`;
  if (service === undefined) {
    return warning(
      'settings',
      `${name} names no service, and no local service has its .pitpass folder here.`,
      'Run the command where the local service runs, or name the service with --service.',
    );
  }
  if (!isSafeService(service)) {
    return problem(
      'settings',
      `${service} is plain http to another computer; nothing is sent there.`,
      'Use https.',
    );
  }
  if (settings === undefined) {
    const where = describeProvider({ provider, service });
    return ok('settings', `${name} is new; a login here goes to ${where}.`);
  }
  const as = client_id === settings.client_id ? '' : ` (but ${client_id} was named)`;
  return ok(
    'settings',
    `${name}: ${describeProvider(settings)}, as the client ${settings.client_id}${as}.`,
  );
}

/** What more there is to say of a failure; nothing when its message has said all. */
async function explainFailure(
  { code, message, details }: ErrorReport,
  context: DoctorContext,
  now: number,
): Promise<readonly Finding[]> {
  const text = JSON.stringify({ error: { code, message, ...details } });
  const asked = { redirect_uri: undefined, username: undefined };
  return explainAnswer(text, context, asked, now).catch((error: unknown) => {
    if (error instanceof Problem) return [];
    throw error;
  });
}

/** Uses the tokens as every command does, which may refresh them. */
async function checkAccess(context: DoctorContext, now: number): Promise<readonly Finding[]> {
  const { flags, surroundings } = context;
  try {
    const connection = await openConnection(flags, surroundings);
    if (connection.provider === 'trackmania' && isClientItself(connection.settings)) {
      await connection.session.accessToken({ signal: connection.signal });
      return [ok('access', 'The client itself has access.')];
    }
    const member = await fetchMember(connection);
    return [ok('access', `The service takes the tokens: ${formatMember(member)}.`)];
  } catch (error) {
    const report = describeError(error);
    return [problem('access', report.message), ...(await explainFailure(report, context, now))];
  }
}

/**
 * Checks the set-up of an account from the settings to the answer of the service. Each check is made
 * only when those before it give it something to look at.
 *
 * @param now epoch seconds
 */
export async function checkAccount(
  context: DoctorContext,
  now: number,
): Promise<readonly Finding[]> {
  const settings = checkSettings(context);
  const { tokenSet, findings: file } = await checkTokenFile(context, now);
  const lock = await checkLock(context.tokenFile);
  const offline = [settings, ...file, lock];
  if (context.service === undefined || settings.mark === 'problem') return offline;
  const { findings: service, isThere } = await checkService(context);
  if (!isThere) return [...offline, ...service];
  const uris = await checkRedirectUris(context);
  const isUsable =
    tokenSet !== undefined &&
    file.every(({ check, mark }) => check !== 'tokens' || mark !== 'problem');
  const access = isUsable ? await checkAccess(context, now) : [];
  return [...offline, ...service, ...uris, ...access];
}

import { describeError } from '../describe-error.ts';
import { Problem, usageProblem } from '../problem.ts';
import { describeProvider, listAccounts } from '../settings/accounts.ts';
import type { Account } from '../settings/accounts.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { describeWhatGoesOn } from './logout-trackmania.ts';
import { endSignIn } from './logout.ts';
import type { LogoutFlags, Outcome } from './logout.ts';

const outcomeWords: Readonly<Record<Outcome, string>> = {
  ended: 'signed out',
  forgotten: 'tokens deleted here; at the service the session goes on until it expires',
  none: 'nobody was signed in',
};

/** What became of one account. */
interface Ended {
  readonly account: Account;
  readonly outcome?: Outcome;
  readonly problem?: Problem;
}

function refuseNames(flags: LogoutFlags): void {
  const { as, profile, tokenFile, provider, service, clientId } = flags;
  const named = [as, profile, tokenFile, provider, service, clientId];
  if (named.every((name) => name === undefined)) return;
  throw usageProblem('--all is every account; leave out what names one or where it belongs.');
}

/** What the environment says about one service holds for none of several. */
function withoutNames(surroundings: Surroundings): Surroundings {
  const {
    PITPASS_AS: _as,
    PITPASS_TOKEN_FILE: _file,
    PITPASS_PROVIDER: _provider,
    PITPASS_SERVICE: _service,
    PITPASS_DATA_URL: _dataUrl,
    PITPASS_CLIENT_ID: _clientId,
    ...environment
  } = surroundings.environment;
  return { ...surroundings, environment };
}

async function end(account: Account, flags: LogoutFlags, surroundings: Surroundings) {
  const { localOnly } = flags;
  try {
    const wanted = { as: account.name, ...(localOnly === true && { localOnly }) };
    return { account, outcome: await endSignIn(wanted, surroundings) };
  } catch (error) {
    const { code, exitCode, message } = describeError(error);
    return { account, problem: new Problem(code, exitCode, message) };
  }
}

function tell({ account, outcome, problem }: Ended): string {
  const { name, settings } = account;
  const where = settings === undefined ? '' : ` (${describeProvider(settings)})`;
  if (problem !== undefined) return `${name}${where}: ${problem.message}`;
  if (outcome === 'forgotten' && settings?.provider === 'trackmania') {
    return `${name}${where}: tokens deleted here. ${describeWhatGoesOn(settings)}`;
  }
  return `${name}${where}: ${outcomeWords[outcome ?? 'none']}.`;
}

function toRecord({ account: { name }, outcome, problem }: Ended) {
  if (problem === undefined) return { name, outcome };
  return { name, error: { code: problem.code, message: problem.message } };
}

/**
 * `pitpass logout --all`: signs every account out, one after the other. One that cannot be does not
 * keep the others.
 *
 * @throws Problem when one could not be signed out, after all have been tried
 */
export async function logoutAll(flags: LogoutFlags, surroundings: Surroundings): Promise<void> {
  refuseNames(flags);
  const own = withoutNames(surroundings);
  const accounts = await listAccounts(own, Math.floor(Date.now() / 1000));
  const ended: Ended[] = [];
  for (const account of accounts) {
    if (account.state === 'signed_out') continue;
    const one = await end(account, flags, own);
    ended.push(one);
    if (flags.json !== true) note(surroundings, tell(one));
  }
  if (flags.json === true) {
    await print(surroundings, `${JSON.stringify({ accounts: ended.map(toRecord) })}\n`);
  } else if (ended.length === 0) {
    note(surroundings, 'Nobody was signed in.');
  }
  const failed = ended.filter(({ problem }) => problem !== undefined);
  const [first] = failed;
  if (first?.problem === undefined) return;
  const names = failed.map(({ account }) => account.name).join(', ');
  throw new Problem(
    first.problem.code,
    first.problem.exitCode,
    `Not signed out: ${names}. The others are; try again, or give --local-only.`,
  );
}

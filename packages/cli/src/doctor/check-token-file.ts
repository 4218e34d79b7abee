import { stat } from 'node:fs/promises';

import { isClientError } from '@pitpass/client';
import type { TokenSet } from '@pitpass/client';
import { fileTokenStore } from '@pitpass/client/node';

import { loginCommandOf } from '../settings/open-connection.ts';
import { hasForeignSettings, isClientItself } from '../settings/account-settings.ts';
import { suggestAccount } from '../settings/accounts.ts';
import { formatSpan, formatTimeLeft } from '../terminal/time-left.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** What the token file holds, and what is to be said of it. */
export interface TokenFileCheck {
  readonly tokenSet: TokenSet | undefined;
  readonly findings: readonly Finding[];
}

const check = 'token file';
const groupAndOthers = 0o077;

/** @param left the mode that reading the file has left it in: the SDK closes it when it can */
function checkMode(path: string, mode: number, left: number, platform: NodeJS.Platform): Finding[] {
  // On Windows the rules of the folder count instead.
  if (platform === 'win32' || (mode & groupAndOthers) === 0) return [];
  const text = (mode & 0o777).toString(8);
  const isClosed = (left & groupAndOthers) === 0;
  return [
    problem(
      check,
      `Others on this computer could read ${path} (mode ${text}); whoever has is signed in.`,
      `${isClosed ? 'It is closed to them now' : `chmod 600 ${path}`}; "pitpass logout" and sign in again, if somebody may have read it.`,
    ),
  ];
}

function checkTokens(tokenSet: TokenSet, context: DoctorContext, now: number): Finding {
  const { settings, flags } = context;
  const login = loginCommandOf(flags);
  const { refresh_token, refresh_token_expires_at, expires_at, refresh_intent } = tokenSet;
  if (refresh_intent?.is_lost === true) {
    return problem(
      'tokens',
      'A refresh has spent the refresh token, and its answer never arrived here.',
      `Sign in again with "${login}".`,
    );
  }
  if (expires_at > now) {
    const left = formatTimeLeft(expires_at - now);
    return ok('tokens', `The access token ends ${left}; the refresh token ${describeRefresh()}.`);
  }
  if (isClientItself(settings))
    return ok('tokens', 'The token is over; the next command asks for another.');
  if (refresh_token === undefined || (refresh_token_expires_at ?? Infinity) <= now) {
    return problem('tokens', 'The sign-in is over: every token has expired.', `"${login}".`);
  }
  return ok('tokens', `The access token is over; the refresh token ${describeRefresh()}.`);

  function describeRefresh(): string {
    if (refresh_token === undefined) return 'is not there, so that it is not renewed';
    if (refresh_token_expires_at === undefined) return 'does not say when it ends';
    return `ends ${formatTimeLeft(refresh_token_expires_at - now)}`;
  }
}

async function checkNobody(context: DoctorContext): Promise<TokenFileCheck> {
  const { flags, surroundings, tokenFile, provider } = context;
  const meant = await suggestAccount(flags, surroundings);
  const advice = `"${loginCommandOf(flags, provider)}".${meant ?? ''}`;
  const findings = [problem(check, `Nobody is signed in: ${tokenFile} holds no tokens.`, advice)];
  return { tokenSet: undefined, findings };
}

/**
 * Looks at the token file of an account: whether it is there, who may read it, whether it is whole
 * and of this version, how old it is, and how long its tokens last. One that others can read is closed
 * to them, as every command does; nothing else is changed.
 *
 * @param now epoch seconds
 */
export async function checkTokenFile(context: DoctorContext, now: number): Promise<TokenFileCheck> {
  const { tokenFile, surroundings } = context;
  const found = await stat(tokenFile).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) {
    if (found.code === 'ENOENT' || found.code === 'ENOTDIR') return checkNobody(context);
    const findings = [
      problem(check, `${tokenFile} cannot be read (${found.code}).`, 'Mend its permissions.'),
    ];
    return { tokenSet: undefined, findings };
  }
  const loaded = await fileTokenStore(tokenFile)
    .load()
    .catch((error: unknown) => {
      if (isClientError(error, 'store_failure')) return error;
      throw error;
    });
  const { mode: left } = await stat(tokenFile).catch(() => found);
  const findings = checkMode(tokenFile, found.mode, left, surroundings.platform);
  if (loaded instanceof Error) {
    const advice = `Move the file away, then "${loginCommandOf(context.flags)}".`;
    findings.push(problem(check, `${tokenFile} cannot be used: ${loaded.message}.`, advice));
    return { tokenSet: undefined, findings };
  }
  if (loaded === undefined) return checkNobody(context);
  if (await hasForeignSettings(tokenFile)) {
    findings.push(
      warning(
        check,
        `${tokenFile} says whose tokens it holds in words that this version of pitpass does not know.`,
        `Use the version that wrote it, or sign in again with "${loginCommandOf(context.flags)}".`,
      ),
    );
  }
  if (findings.length === 0) {
    const age = formatSpan(now - found.mtimeMs / 1000);
    findings.push(ok(check, `${tokenFile}, for its owner alone, written ${age} ago.`));
  }
  return { tokenSet: loaded, findings: [...findings, checkTokens(loaded, context, now)] };
}

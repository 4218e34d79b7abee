import { mkdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { fileTokenStore } from '@pitpass/client/node';

import { findNearNames } from '../near-names.ts';
import { exitCodes, Problem } from '../problem.ts';
import { isClientItself } from '../settings/account-settings.ts';
import { describeProvider, listAccountNames, listAccounts } from '../settings/accounts.ts';
import type { Account, AccountState } from '../settings/accounts.ts';
import { replaceFile } from '../settings/replace-file.ts';
import {
  findAccountFile,
  findDefaultAccountFile,
  firstAccount,
  readDefaultAccount,
} from '../settings/token-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { displayWidth } from '../terminal/display-width.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import { formatSpan } from '../terminal/time-left.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { describeWhatGoesOn } from './logout-trackmania.ts';
import { endSignIn } from './logout.ts';

/** The options of `pitpass accounts`. */
export interface AccountsFlags {
  readonly json?: boolean;
}

/** The options of `pitpass accounts remove`. */
export interface AccountsRemoveFlags extends AccountsFlags {
  readonly localOnly?: boolean;
  readonly yes?: boolean;
}

const titles = ['', 'ACCOUNT', 'PROVIDER', 'MEMBER', 'STATE', 'ENDS IN'];

const stateWords: Readonly<Record<AccountState, string>> = {
  signed_in: 'signed in',
  over: 'expired',
  outcome_unknown: 'sign in again',
  signed_out: 'signed out',
  damaged: 'file damaged',
};

const epochSeconds = (): number => Math.floor(Date.now() / 1000);

function describeMember({ member, settings }: Account): string {
  if (member !== undefined) return toVisibleText(member.display_name);
  return isClientItself(settings) ? '(client itself)' : '-';
}

function toRow(account: Account, chosen: string, now: number): string[] {
  const { name, settings, state, expires_at } = account;
  return [
    name === chosen ? '*' : '',
    name,
    settings === undefined ? '-' : toVisibleText(describeProvider(settings)),
    describeMember(account),
    stateWords[state],
    state === 'signed_in' && expires_at !== undefined ? formatSpan(expires_at - now) : '-',
  ];
}

/** The rows as a table, or one under the other where the terminal is too narrow for that. */
function formatRows(rows: readonly string[][], columns: number | undefined): string {
  const table = formatTable(titles, rows);
  const width = Math.max(...table.split('\n').map(displayWidth));
  if (columns === undefined || width <= columns) return table;
  return rows
    .map(([mark = '', name, provider, member, state, ends]) => {
      const lines = [`${name}: ${state}`, provider, member, ends === '-' ? '-' : `ends in ${ends}`];
      const shown = lines.filter((line) => line !== '-');
      return shown.map((line, index) => `${(index === 0 ? mark : '').padEnd(3)}${line}\n`).join('');
    })
    .join('');
}

function toRecord({ name, settings, member, state, expires_at, tokenFile }: Account) {
  return {
    name,
    provider: settings === undefined ? null : (settings.provider ?? 'iracing'),
    service: settings?.service ?? null,
    client_id: settings?.client_id ?? null,
    member: member ?? null,
    state,
    expires_at: expires_at ?? null,
    token_file: tokenFile,
  };
}

/** What a command uses that names no account, where the list does not show it. */
function noteOthers(found: readonly Account[], chosen: string, surroundings: Surroundings): void {
  const { PITPASS_AS: account, PITPASS_TOKEN_FILE: file } = surroundings.environment;
  if (account) note(surroundings, `Commands here use ${account}, which PITPASS_AS names.`);
  const isListed = found.some(({ name }) => name === chosen);
  if (!isListed && !account && !file) {
    note(
      surroundings,
      `Commands that name no account use ${chosen}, which is not there yet; choose with "pitpass accounts use NAME".`,
    );
  }
  if (file) note(surroundings, `Commands here use the file that PITPASS_TOKEN_FILE names.`);
}

/**
 * `pitpass accounts`: lists the sign-ins of this computer, with `*` at the one that is used when a
 * command names none. Nobody is asked.
 */
export async function accounts(flags: AccountsFlags, surroundings: Surroundings): Promise<void> {
  const now = epochSeconds();
  const found = await listAccounts(surroundings, now);
  const chosen = readDefaultAccount(surroundings);
  if (flags.json === true) {
    const document = { default: chosen, accounts: found.map(toRecord) };
    await print(surroundings, `${toVisibleJson(document, false)}\n`);
    return;
  }
  if (found.length === 0) {
    note(surroundings, 'There are no accounts; "pitpass login" makes one.');
    return;
  }
  const rows = found.map((account) => toRow(account, chosen, now));
  const { output } = surroundings;
  const columns = output.isTTY === true ? (output.columns ?? 80) : undefined;
  await print(surroundings, formatRows(rows, columns));
  noteOthers(found, chosen, surroundings);
}

/** @throws Problem when there is no such account, with the one that was probably meant */
async function checkName(name: string, surroundings: Surroundings): Promise<string> {
  // A name that no account can have is told first.
  const tokenFile = findAccountFile(name, surroundings);
  const names = await listAccountNames(surroundings);
  if (names.includes(name)) return tokenFile;
  const near = findNearNames(name, names)[0];
  throw new Problem(
    'account_unknown',
    exitCodes.usage,
    near === undefined
      ? `There is no account ${name}; "pitpass accounts" lists those there are, "pitpass login --as ${name}" makes it.`
      : `There is no account ${name}; did you mean ${near}?`,
  );
}

async function writeDefaultAccount(name: string, surroundings: Surroundings): Promise<void> {
  const file = findDefaultAccountFile(surroundings);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, `${name}\n`);
}

/** `pitpass accounts use`: chooses the account for commands that name none. */
export async function useAccount(
  name: string,
  flags: AccountsFlags,
  surroundings: Surroundings,
): Promise<void> {
  await checkName(name, surroundings);
  await writeDefaultAccount(name, surroundings);
  if (flags.json === true) await print(surroundings, `${JSON.stringify({ default: name })}\n`);
  else note(surroundings, `Commands that name no account use ${name} now.`);
}

/** Deletes the file of an account with all that it holds, when nobody else is at it. */
async function deleteFile(tokenFile: string): Promise<void> {
  await fileTokenStore(tokenFile).withLock(() => unlink(tokenFile));
}

async function forgetChoice(name: string, surroundings: Surroundings): Promise<boolean> {
  // A choice that cannot be read is no choice of this account.
  const chosen = await Promise.resolve()
    .then(() => readDefaultAccount(surroundings))
    .catch(() => undefined);
  if (chosen !== name || name === firstAccount) return false;
  await unlink(findDefaultAccountFile(surroundings));
  return true;
}

function describeRemoval({ name, state, settings }: Account): string {
  if (state === 'damaged') {
    return `The file of ${name} is damaged; it is deleted with whatever it holds.`;
  }
  const rest = 'its settings are forgotten, with the client secret if that was saved';
  if (settings?.provider !== 'trackmania') {
    return `The account ${name} is signed in. Its session ends, and ${rest}.`;
  }
  const goesOn = describeWhatGoesOn(settings);
  return `The account ${name} is signed in. Its tokens are deleted here, and ${rest}. ${goesOn}`;
}

/**
 * `pitpass accounts remove`: ends the session of an account as `pitpass logout` does, and forgets
 * all that was kept of it.
 *
 * @throws Problem when there is no such account, or its session cannot be ended
 */
export async function removeAccount(
  name: string,
  flags: AccountsRemoveFlags,
  surroundings: Surroundings,
): Promise<void> {
  const tokenFile = await checkName(name, surroundings);
  const account = (await listAccounts(surroundings, epochSeconds())).find(
    (candidate) => candidate.name === name,
  );
  const isDamaged = account?.state === 'damaged';
  if (flags.yes !== true && (account?.state === 'signed_in' || isDamaged)) {
    await confirm(`Removing ${name}`, describeRemoval(account), surroundings);
  }
  // There is nothing in a damaged file that could end a session.
  const localOnly = flags.localOnly === true || isDamaged;
  const outcome = isDamaged ? 'forgotten' : await endSignIn({ as: name, localOnly }, surroundings);
  await deleteFile(tokenFile);
  const wasChosen = await forgetChoice(name, surroundings);
  if (flags.json === true) {
    await print(surroundings, `${JSON.stringify({ removed: name, outcome })}\n`);
    return;
  }
  note(surroundings, `The account ${name} is removed.`);
  if (wasChosen) note(surroundings, `Commands that name no account use ${firstAccount} again.`);
}

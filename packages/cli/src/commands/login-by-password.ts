import { resolve } from 'node:path';

import type { TokenSet } from '@pitpass/client';

import { usageProblem } from '../problem.ts';
import { readSecretFile } from '../settings/client-secret.ts';
import { openIracing } from '../settings/open-provider.ts';
import type { IracingSettings } from '../settings/account-settings.ts';
import { defaultScopes } from '../settings/provider-name.ts';
import { note } from '../terminal/output.ts';
import { ask } from '../terminal/prompt.ts';
import type { SignInAttempt } from './login.ts';

/** A member of the demo that the chosen client may sign in. */
function findDemoMember({ demo, settings }: SignInAttempt, username: string | undefined) {
  if (demo?.demo.service !== settings.service) return undefined;
  const client = demo.demo.clients.find(({ client_id }) => client_id === settings.client_id);
  const wanted = username ?? client?.users?.[0];
  return demo.demo.members.find((member) => member.username === wanted);
}

async function readPassword(attempt: SignInAttempt, username: string): Promise<string> {
  const { surroundings, signal } = attempt;
  const { PITPASS_PASSWORD: given, PITPASS_PASSWORD_FILE: file } = surroundings.environment;
  if (given && file) {
    throw usageProblem('PITPASS_PASSWORD and PITPASS_PASSWORD_FILE are both set; keep one.');
  }
  if (given) return given;
  if (file) return readSecretFile(resolve(surroundings.directory, file), 'password');
  const member = findDemoMember(attempt, username);
  if (member !== undefined) {
    note(surroundings, `The password of ${username} is taken from the demo of the local service.`);
    return member.password;
  }
  return ask(surroundings, {
    subject: `Password of ${username}`,
    otherwise: 'set PITPASS_PASSWORD or PITPASS_PASSWORD_FILE',
    isSecret: true,
    signal,
  });
}

async function chooseUsername(attempt: SignInAttempt): Promise<string> {
  const { flags, surroundings, signal } = attempt;
  const named = flags.username ?? surroundings.environment['PITPASS_USERNAME'];
  if (named) return named;
  const member = findDemoMember(attempt, undefined);
  if (member !== undefined) return member.username;
  return ask(surroundings, {
    subject: 'User name',
    otherwise: 'give --username or set PITPASS_USERNAME',
    isSecret: false,
    signal,
  });
}

/**
 * Signs a listed member in without a browser, by the grant `password_limited`. It is tried once: the
 * service counts the tries.
 *
 * @throws Problem when user name or password are missing; whatever the SDK throws at a refusal
 * @see The book, chapter 13.2
 */
export async function signInByPassword(
  settings: IracingSettings,
  attempt: SignInAttempt,
): Promise<TokenSet> {
  const { client_secret, flags, surroundings, signal } = attempt;
  const username = await chooseUsername(attempt);
  const password = await readPassword(attempt, username);
  note(surroundings, `Signing in ${username} at ${settings.service} as ${settings.client_id} …`);
  const provider = openIracing(settings, {
    scope: flags.scope ?? defaultScopes.iracing,
    ...(client_secret && { client_secret }),
  });
  return provider.passwordLimited({ username, password, signal });
}

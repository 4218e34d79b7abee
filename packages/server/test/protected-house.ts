import { registerSecondFactorSetup } from '../src/http/page-routes/second-factor-setup.ts';
import { registerSecurity } from '../src/http/page-routes/security.ts';
import { openTotpEnrolment } from '../src/domain/member/totp-enrolment.ts';
import type { Member } from '../src/domain/member/member.ts';
import type { HttpParts } from '../src/http/http-parts.ts';
import { codeAt } from './protected-member.ts';
import { openSignInHouse } from './sign-in-house.ts';
import type { HouseBrowser } from './sign-in-house.ts';
import { createSoftwareAuthenticator } from './software-authenticator.ts';
import type { Misbehaviour } from './software-authenticator.ts';

/** What the forms of the second factor go to. */
export const paths = {
  security: '/account/security',
  authenticator: '/account/security/authenticator',
  passkey: '/account/security/passkey',
  step: '/login/second-factor',
} as const;

const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>' };

/** The options that a page asks the browser with. */
export function readOptions(payload: string): { readonly challenge: string } {
  const found = /data-options="([^"]*)"/.exec(payload)?.[1] ?? '';
  const text = found.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
  return JSON.parse(text) as { challenge: string };
}

/** The challenge that a page carries; it has a field without a value beside it. */
const readChallenge = (payload: string) =>
  /name="challenge" value="([^"]*)"/.exec(payload)?.[1] ?? '';

/** The backup codes of the page that shows them. */
export const readBackupCodes = (payload: string): string[] =>
  [...payload.matchAll(/data-code[^>]*>\s*([\w-]+)/g)].map(([, code]) => code ?? '');

/** The sign-in pages with those of the second factor; no code is mailed to unknown browsers. */
export async function openProtectedHouse(over: Partial<HttpParts> = {}) {
  const opened = await openSignInHouse({ unknownBrowser: 'off', ...over });
  const { app, parts, house } = opened;
  registerSecurity(app, parts);
  registerSecondFactorSetup(app, parts);
  const authenticator = createSoftwareAuthenticator({
    origin: parts.origin,
    rpId: new URL(parts.origin).hostname,
  });

  /** The seed that a page of an authenticator app offers to a browser. */
  const readSeed = (browser: HouseBrowser, member: Member, payload: string): string => {
    const sealed = /name="enrolment" value="([^"]*)"/.exec(payload)?.[1];
    const holder = browser.jar.get('__Host-pitpass_login') ?? '';
    return openTotpEnrolment(sealed, member, holder, parts)?.seed ?? '';
  };

  /** Signs in with the password alone and sets up an authenticator app. */
  const protect = async (browser: HouseBrowser, member: Member) => {
    await browser.signIn(member.username);
    const page = await browser.get(paths.authenticator);
    const seed = readSeed(browser, member, page.payload);
    const code = await codeAt(seed, house.time.now);
    const done = await browser.post(paths.authenticator, {
      ...page.form(paths.authenticator),
      code,
    });
    return { seed, code, done, backupCodes: readBackupCodes(done.payload) };
  };

  /** The code that an authenticator app shows now, at least two steps after the last one. */
  const nextCode = (seed: string): Promise<string> => {
    house.time.now += 90;
    return codeAt(seed, house.time.now);
  };

  /** Gives the right password and opens the page of the second factor. */
  const reachStep = async (browser: HouseBrowser, username: string, from = '/login') => {
    const answer = await browser.signIn(username, {}, from);
    const page = await browser.get(answer.location);
    const enter = (fields: Readonly<Record<string, string>>) =>
      browser.post(paths.step, { ...page.form(paths.step), ...fields });
    const challenge = readChallenge(page.payload);
    const usePasskey = (wrong: Misbehaviour = {}) =>
      enter({ challenge, passkey: authenticator.use(readOptions(page.payload), wrong) });
    return { answer, page, enter, challenge, usePasskey };
  };

  /** Makes a passkey in a browser whose member is signed in. */
  const addPasskey = async (
    browser: HouseBrowser,
    passkey_name = 'Steel',
    wrong: Misbehaviour = {},
  ) => {
    const page = await browser.get(paths.passkey);
    const passkey = authenticator.register(readOptions(page.payload), wrong);
    const fields = { ...page.form(paths.passkey), passkey, passkey_name };
    return { fields, done: await browser.post(paths.passkey, fields) };
  };

  return { ...opened, authenticator, readSeed, protect, nextCode, reachStep, addPasskey };
}

/** What {@link openProtectedHouse} gives. */
export type ProtectedHouse = Awaited<ReturnType<typeof openProtectedHouse>>;

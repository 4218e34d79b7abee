import { createHash } from 'node:crypto';

import fastifyCookie from '@fastify/cookie';
import { mask } from '@pitpass/protocol';
import Fastify from 'fastify';

import type { SignInLetter } from '../src/domain/mail/sign-in-letters.ts';
import { createSealer } from '../src/domain/key/sealing.ts';
import { createSecondFactorTools } from '../src/domain/member/second-factor-parts.ts';
import type { Member } from '../src/domain/member/member.ts';
import { noPlaces } from '../src/domain/session/place.ts';
import { createSourceDescription } from '../src/domain/session/request-source.ts';
import { loadAssets } from '../src/http/assets.ts';
import type { HttpParts } from '../src/http/http-parts.ts';
import { authorizationEndpoint } from '../src/http/endpoints/authorization-endpoint.ts';
import { registerConsent } from '../src/http/page-routes/consent.ts';
import { registerLogin } from '../src/http/page-routes/login.ts';
import { decorateRequesterAddress } from '../src/http/requester-address.ts';
import { createSeededRandom, openHouse, secretKey } from './house.ts';

/** Where the pages of {@link openSignInHouse} are. */
export const origin = 'https://id.example';

/** The password of every member of the house. */
export const password = 'a right long password';

type Form = Readonly<Record<string, string>>;

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** The page of an answer with its forms. */
function readForms(payload: string): (action: string) => Form {
  return (action) => {
    const form = payload.split('<form').find((text) => text.includes(`action="${action}"`));
    const own = form?.split('</form>')[0] ?? '';
    const inputs = own.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g);
    return Object.fromEntries([...inputs].map(([, name, value]) => [name ?? '', value ?? '']));
  };
}

/**
 * The sign-in pages over a house, to be walked through by browsers that keep their cookies.
 *
 * @param over - parts that the test wants otherwise
 */
export async function openSignInHouse(over: Partial<HttpParts> = {}) {
  const house = await openHouse();
  const seen = {} as { iracing: unknown; trackmania: unknown };
  const parts = {
    ...house.parts,
    ...house.stores,
    mailQueue: house.stores.mails,
    unknownBrowser: 'mail',
    browserCodeKey: secretKey,
    secondFactor: createSecondFactorTools({
      store: house.stores.secondFactors,
      limits: house.stores.limits,
      secretKey,
      random: createSeededRandom('second factor'),
    }),
    random: createSeededRandom('sign-in'),
    transactionSealer: createSealer(secretKey, 'transactions', createSeededRandom('sealer')),
    origin,
    formKey: secretKey,
    describeSource: createSourceDescription(noPlaces),
    assets: loadAssets(),
    notice: undefined,
    dialects: seen,
    ...over,
  } as unknown as HttpParts;
  Object.assign(seen, { iracing: parts, trackmania: parts });
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  decorateRequesterAddress(app, 0);
  await app.register(fastifyCookie);
  app.get(
    parts.dialects.iracing.dialect.paths.authorize,
    authorizationEndpoint(parts.dialects.iracing),
  );
  registerLogin(app, parts);
  registerConsent(app, parts);

  const makeVerifier = (username: string, chosen = password) =>
    parts.passwordVerifier.create(mask(chosen, username, sha256));
  const addMember = async (username: string): Promise<Member> =>
    house.saveMember({ username, password_verifier: await makeVerifier(username) });

  /** A browser with cookies of its own, at an address. */
  const openBrowser = (remoteAddress = '203.0.113.7') => {
    const jar = new Map<string, string>();
    const send = async (method: 'GET' | 'POST', url: string, form?: Form) => {
      const answer = await app.inject({
        method,
        url,
        remoteAddress,
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          'user-agent': 'DemoBrowser/1.0',
          ...(form !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            'sec-fetch-site': 'same-origin',
          }),
        },
        ...(form !== undefined && { payload: new URLSearchParams(form).toString() }),
      });
      for (const { name, value } of answer.cookies) jar.set(name, value);
      return {
        ...answer,
        location: answer.headers.location ?? '',
        form: readForms(answer.payload),
      };
    };
    const get = (url: string) => send('GET', url);
    const post = (url: string, form: Form) => send('POST', url, form);
    const signOut = () => void jar.delete('__Host-pitpass_login');
    /** Begins at a page that asks for the password, signed out, and gives it. */
    const signIn = async (username: string, over: Form = {}, from = '/login') => {
      signOut();
      const page = await get(from);
      return post('/login', { ...page.form('/login'), username, password, ...over });
    };
    const isSignedIn = async () =>
      (await parts.logins.findBrowserLogin(
        sha256(jar.get('__Host-pitpass_login') ?? '').toString('base64url') as never,
        parts.clock(),
      )) !== undefined;
    return { jar, get, post, signIn, signOut, isSignedIn };
  };

  /** The codes that were mailed to an address, oldest first. */
  const listCodes = async (username: string): Promise<string[]> =>
    (await house.sentLetters())
      .filter(({ to }) => to === username)
      .map(({ letter }) => letter as SignInLetter)
      .flatMap((letter) => (letter.kind === 'sign_in.browser_code' ? [letter.code] : []));

  return { house, parts, app, makeVerifier, addMember, openBrowser, listCodes };
}

/** What {@link openSignInHouse} gives. */
export type SignInHouse = Awaited<ReturnType<typeof openSignInHouse>>;

/** A browser of the house. */
export type HouseBrowser = ReturnType<SignInHouse['openBrowser']>;

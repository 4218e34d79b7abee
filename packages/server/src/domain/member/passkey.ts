import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';

import type { Sealer } from '../key/sealing.ts';
import type { Clock, Random } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Member } from './member.ts';
import type { Passkey, SpentChallenge } from './second-factor.ts';

/** What passkeys need of the house. */
export interface PasskeyParts {
  /** Seals challenges on their way through the browser. */
  readonly secondFactor: { readonly challengeSealer: Sealer };
  /** The origin under which browsers reach the service. */
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** The purpose of the key under which challenges are sealed. */
export const challengeSealingPurpose = 'passkey challenges';

/** How long a challenge may be answered, in seconds: as long as a sign-in may take. */
export const challengeLifetimeSeconds = 900;

/** Passkeys that an account may have. */
export const passkeysMax = 20;

const challengeBytes = 32;
// EdDSA, ES256, RS256: what authenticators have. @see RFC 9053 §2, RFC 8812 §2
const algorithms = [-8, -7, -257];
const serviceName = 'Pitpass';

/** A challenge in two forms: for the authenticator, and as the form carries it. */
export interface PasskeyChallenge<Options> {
  /** As `PublicKeyCredential.parse…OptionsFromJSON` takes it. */
  readonly options: Options;
  /** Opens for the same context alone, for {@link challengeLifetimeSeconds}. */
  readonly sealed: string;
}

/** True when browsers make passkeys for the origin: a name, and https unless it is this computer. */
export function canHavePasskeys(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  const isAddress = /^[0-9.]+$/.test(hostname) || hostname.startsWith('[');
  if (isAddress) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

const relyingPartyId = (origin: string) => new URL(origin).hostname;

// A browser may name others; only what the standard names is kept.
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

function createChallenge({ random, clock, secondFactor }: PasskeyParts, context: string) {
  const bytes = Uint8Array.from(random(challengeBytes));
  const challenge = Buffer.from(bytes).toString('base64url');
  const expires_at = clock() + challengeLifetimeSeconds;
  const sealed = secondFactor.challengeSealer.seal(
    JSON.stringify({ challenge, expires_at }),
    context,
  );
  return { bytes, sealed };
}

function openChallenge(
  { secondFactor, clock }: PasskeyParts,
  sealed: string | undefined,
  context: string,
): { readonly challenge: string; readonly spent: SpentChallenge } | undefined {
  const text = sealed && secondFactor.challengeSealer.open(sealed, context);
  if (!text) return undefined;
  const { challenge, expires_at } = JSON.parse(text) as { challenge: string; expires_at: number };
  if (expires_at <= clock()) return undefined;
  return { challenge, spent: { challenge_digest: digestOf(challenge), expires_at } };
}

const toDescriptor = ({ credential_id, transports }: Passkey) => ({
  id: credential_id,
  transports: [...transports],
});

/**
 * Begins the making of a passkey. An authenticator that has one of the member's does not make another.
 *
 * @param context - what the challenge is bound to: browser, login and member
 */
export async function beginPasskeyRegistration(
  member: Member,
  passkeys: readonly Passkey[],
  context: string,
  parts: PasskeyParts,
): Promise<PasskeyChallenge<PublicKeyCredentialCreationOptionsJSON>> {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const { bytes, sealed } = createChallenge(parts, context);
  const options = await generateRegistrationOptions({
    rpName: serviceName,
    rpID: relyingPartyId(parts.origin),
    userName: member.username,
    userDisplayName: member.display_name,
    userID: Uint8Array.from(Buffer.from(member.member_id)),
    challenge: bytes,
    timeout: challengeLifetimeSeconds * 1000,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: passkeys.map(toDescriptor),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
  return { options, sealed };
}

function parseAnswer(answer: string): unknown {
  try {
    const parsed: unknown = JSON.parse(answer);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** An answer of a browser, as it was posted, with the challenge that came with it. */
export interface PasskeyAnswer {
  /** The credential as JSON. */
  readonly answer: string;
  readonly sealedChallenge: string | undefined;
  /** As it was when the challenge was made. */
  readonly context: string;
}

/**
 * Checks the making of a passkey: the challenge is ours and made for this context, the origin and relying
 * party are this service's, and the member was verified by the authenticator. That the challenge is spent
 * once is the store's to see to.
 *
 * @returns undefined when the answer is refused, whatever is wrong with it
 * @see WebAuthn Level 3 §7.1
 */
export async function verifyPasskeyRegistration(
  { answer, sealedChallenge, context }: PasskeyAnswer,
  named: Pick<Passkey, 'member_id' | 'passkey_name'>,
  parts: PasskeyParts,
): Promise<{ readonly passkey: Passkey; readonly challenge: SpentChallenge } | undefined> {
  const opened = openChallenge(parts, sealedChallenge, context);
  const response = parseAnswer(answer);
  if (opened === undefined || response === undefined) return undefined;
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: opened.challenge,
    expectedOrigin: parts.origin,
    expectedRPID: relyingPartyId(parts.origin),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined);
  if (verified?.verified !== true) return undefined;
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  const passkey = {
    ...named,
    credential_id: id,
    public_key: Buffer.from(publicKey).toString('base64url'),
    counter,
    transports: knownTransports.filter((known) => transports?.includes(known)),
    created_at: parts.clock(),
    last_used_at: null,
  };
  return { passkey, challenge: opened.spent };
}

/** Begins the use of one of a member's passkeys. @param context - browser and sign-in */
export async function beginPasskeyUse(
  passkeys: readonly Passkey[],
  context: string,
  parts: PasskeyParts,
): Promise<PasskeyChallenge<PublicKeyCredentialRequestOptionsJSON>> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const { bytes, sealed } = createChallenge(parts, context);
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyId(parts.origin),
    challenge: bytes,
    timeout: challengeLifetimeSeconds * 1000,
    allowCredentials: passkeys.map(toDescriptor),
    userVerification: 'required',
  });
  return { options, sealed };
}

/** A passkey that answered, with its new counter. */
export interface UsedPasskey {
  readonly passkey: Passkey;
  readonly challenge: SpentChallenge;
}

/**
 * Checks the answer of one of a member's passkeys: challenge, origin, relying party, signature, that the
 * member was verified by the authenticator, and that its counter has moved on where it counts. That the
 * challenge is spent once is the store's to see to.
 *
 * @returns undefined when the answer is refused, whatever is wrong with it
 * @see WebAuthn Level 3 §7.2
 */
export async function verifyPasskeyUse(
  { answer, sealedChallenge, context }: PasskeyAnswer,
  passkeys: readonly Passkey[],
  parts: PasskeyParts,
): Promise<UsedPasskey | undefined> {
  const opened = openChallenge(parts, sealedChallenge, context);
  const response = parseAnswer(answer) as AuthenticationResponseJSON | undefined;
  const passkey = passkeys.find(({ credential_id }) => credential_id === response?.id);
  if (opened === undefined || response === undefined || passkey === undefined) return undefined;
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: opened.challenge,
    expectedOrigin: parts.origin,
    expectedRPID: relyingPartyId(parts.origin),
    credential: {
      id: passkey.credential_id,
      publicKey: Uint8Array.from(Buffer.from(passkey.public_key, 'base64url')),
      counter: passkey.counter,
    },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (verified?.verified !== true) return undefined;
  const { newCounter } = verified.authenticationInfo;
  return { passkey: { ...passkey, counter: newCounter }, challenge: opened.spent };
}

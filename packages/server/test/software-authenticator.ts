import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What an authenticator is made to do wrong. */
export interface Misbehaviour {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly isUserVerified?: boolean;
  readonly counter?: number;
  readonly type?: string;
  readonly signature?: Uint8Array;
}

/** What of the options an authenticator reads. */
export interface AskedOptions {
  readonly challenge: string;
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest();
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');

const isPresent = 0x01;
const isVerified = 0x04;
const hasCredential = 0x40;

/**
 * An authenticator in software, with one ES256 passkey without attestation. It answers as a browser posts it.
 *
 * @see WebAuthn Level 3 §6.1 and §6.5
 */
export function createSoftwareAuthenticator({ origin, rpId }: { origin: string; rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  let counter = 0;
  const cose = Buffer.concat([
    hex('a5 01 02 03 26 20 01 21 58 20'),
    Buffer.from(jwk.x ?? '', 'base64url'),
    hex('22 58 20'),
    Buffer.from(jwk.y ?? '', 'base64url'),
  ]);
  const describe = (kind: string, { challenge }: AskedOptions, wrong: Misbehaviour) =>
    Buffer.from(
      JSON.stringify({
        type: wrong.type ?? kind,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (wrong: Misbehaviour, flags: number, rest: Uint8Array) => {
    counter += 1;
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(wrong.counter ?? counter);
    const verified = wrong.isUserVerified === false ? 0 : isVerified;
    const flag = Buffer.from([flags | isPresent | verified]);
    return Buffer.concat([sha256(wrong.rpId ?? rpId), flag, counted, rest]);
  };
  const answer = (response: object) =>
    JSON.stringify({
      id: text(id),
      rawId: text(id),
      type: 'public-key',
      clientExtensionResults: {},
      response,
    });
  return {
    credential_id: text(id),
    /** Makes its passkey. */
    register(options: AskedOptions, wrong: Misbehaviour = {}): string {
      const credential = Buffer.concat([Buffer.alloc(16), hex('00 10'), id, cose]);
      const data = authenticatorData(wrong, hasCredential, credential);
      const attestation = Buffer.concat([
        hex('a3 63 666d74 64 6e6f6e65 67 61747453746d74 a0 68 6175746844617461 58'),
        Buffer.from([data.length]),
        data,
      ]);
      return answer({
        clientDataJSON: text(describe('webauthn.create', options, wrong)),
        attestationObject: text(attestation),
        transports: ['internal', 'strange'],
      });
    },
    /** Uses its passkey. */
    use(options: AskedOptions, wrong: Misbehaviour = {}): string {
      const client = describe('webauthn.get', options, wrong);
      const data = authenticatorData(wrong, 0, Buffer.alloc(0));
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return answer({
        clientDataJSON: text(client),
        authenticatorData: text(data),
        signature: text(wrong.signature ?? signature),
      });
    },
  };
}

import { decodeBase64Url } from './base64url.ts';
import type { SignatureForm } from './verification-rules.ts';

// FIPS 186-5: half the order of P-256. A signature (r, s) verifies as (r, order − s) too.
const halfOrder = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const halfOrderBytes = Uint8Array.from({ length: 32 }, (_, index) =>
  Number((halfOrder >> BigInt(8 * (31 - index))) & 0xffn),
);
const coordinateBytes = 32;
const modulusBytesMin = 256;

/** One way in which access tokens are signed. Nothing else is accepted, whatever a token or key says. */
export interface SignatureAlgorithm {
  readonly importParameters: EcKeyImportParams | RsaHashedImportParams;
  readonly verifyParameters: AlgorithmIdentifier | EcdsaParams;
  /** The public members of a key that is one of this algorithm's, or undefined. */
  publicMembers(jwk: Readonly<Record<string, unknown>>): JsonWebKey | undefined;
  /** True when the signature could be one, and is written in the form that is asked for. */
  isWellFormed(signature: Uint8Array, form: SignatureForm): boolean;
}

function isLowS(signature: Uint8Array): boolean {
  for (const [index, half] of halfOrderBytes.entries()) {
    const byte = signature[coordinateBytes + index] ?? 0;
    if (byte !== half) return byte < half;
  }
  return true;
}

const bytesOf = (value: unknown): number =>
  typeof value === 'string' ? (decodeBase64Url(value)?.length ?? 0) : 0;

/** The algorithms by their names. @see RFC 7518 §3.3 and §3.4 */
export const signatureAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map<
  string,
  SignatureAlgorithm
>([
  [
    'ES256',
    {
      importParameters: { name: 'ECDSA', namedCurve: 'P-256' },
      verifyParameters: { name: 'ECDSA', hash: 'SHA-256' },
      publicMembers: ({ kty, crv, x, y }) =>
        kty === 'EC' &&
        crv === 'P-256' &&
        bytesOf(x) === coordinateBytes &&
        bytesOf(y) === coordinateBytes
          ? { kty, crv, x: String(x), y: String(y) }
          : undefined,
      isWellFormed: (signature, form) =>
        signature.length === 2 * coordinateBytes && (form === 'any' || isLowS(signature)),
    },
  ],
  [
    'RS256',
    {
      importParameters: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      verifyParameters: { name: 'RSASSA-PKCS1-v1_5' },
      publicMembers: ({ kty, n, e }) =>
        kty === 'RSA' && bytesOf(n) >= modulusBytesMin && bytesOf(e) > 0
          ? { kty, n: String(n), e: String(e) }
          : undefined,
      isWellFormed: (signature) => signature.length >= modulusBytesMin,
    },
  ],
]);

// @peculiar/x509 looks for it when it is loaded.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

import { encodeNameConstraints } from './name-constraints.ts';

/** A certificate authority of one run, and what it has certified. Everything is PEM. */
export interface CertificateAuthority {
  /** What a program has to trust; it holds no secret. */
  readonly certificate: string;
  /** The certificate of the hosts with its private key, for the listener alone. */
  readonly listener: { readonly cert: string; readonly key: string };
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const nameConstraintsId = '2.5.29.30';
// Clocks of containers and machines beside each other differ by a little.
const earlySeconds = 3600;
const lifetimeSeconds = 7 * 86_400;

function createKeys() {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/**
 * Makes a certificate authority that can certify the hosts and nothing else, and certifies them. Its
 * private key is never written anywhere and is out of reach when this returns: it certifies once.
 *
 * @param hosts host names in lower case
 * @param now epoch seconds; the certificates last seven days from then
 * @see RFC 5280 §4.2
 */
export async function createCertificateAuthority(
  hosts: readonly string[],
  now: number,
): Promise<CertificateAuthority> {
  const notBefore = new Date((now - earlySeconds) * 1000);
  const notAfter = new Date((now + lifetimeSeconds) * 1000);
  const name = 'CN=Pitpass run (throw-away)';
  const [keys, listenerKeys] = await Promise.all([createKeys(), createKeys()]);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      new x509.Extension(nameConstraintsId, true, new Uint8Array(encodeNameConstraints(hosts))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const certified = await x509.X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer: name,
    publicKey: listenerKeys.publicKey,
    signingKey: keys.privateKey,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: 'dns' as const, value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', listenerKeys.privateKey);
  return {
    certificate: authority.toString('pem'),
    listener: {
      cert: certified.toString('pem'),
      key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    },
  };
}

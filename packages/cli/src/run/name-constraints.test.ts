import assert from 'node:assert/strict';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';

import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

import { createCertificateAuthority } from './certificate-authority.ts';
import { encodeNameConstraints } from './name-constraints.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const createKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** Connects with TLS to a server that says it is the host; gives the error code, or `trusted`. */
async function tryTrust(host: string, ca: string, cert: string, key: string): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const isAddress = /^[\d.]+$/.test(host);
  const outcome = await new Promise<string>((resolve) => {
    const options = { host: '127.0.0.1', port, ca, ...(!isAddress && { servername: host }) };
    const socket = connect(options, () => resolve('trusted'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    socket.on('close', () => socket.destroy());
  });
  server.close();
  return outcome;
}

/** An authority that is kept to one host, and what it certifies all the same. */
async function certify(permitted: readonly string[], name: { type: 'dns' | 'ip'; value: string }) {
  const [keys, leafKeys] = await Promise.all([createKeys(), createKeys()]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=constrained',
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.Extension('2.5.29.30', true, new Uint8Array(encodeNameConstraints(permitted))),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: 'CN=leaf',
    issuer: 'CN=constrained',
    publicKey: leafKeys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([name])],
  });
  const key = await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
  return {
    ca: ca.toString('pem'),
    cert: leaf.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  };
}

describe('the authority of a run', () => {
  test('is trusted for each host that it was made for, and for no other name', async () => {
    const hosts = ['one.example', 'two.example'];
    const now = Math.floor(Date.now() / 1000);
    const { certificate, listener } = await createCertificateAuthority(hosts, now);
    for (const host of hosts) {
      assert.equal(await tryTrust(host, certificate, listener.cert, listener.key), 'trusted');
    }
    const other = await tryTrust('three.example', certificate, listener.cert, listener.key);
    assert.equal(other, 'ERR_TLS_CERT_ALTNAME_INVALID');
    assert.doesNotMatch(certificate, /PRIVATE/);
  });

  test('could not certify another host or an address, were its key to leak', async () => {
    const permitted = ['one.example', 'a-name-of-some-length-so-that-lengths-grow.example'];
    const within = await certify(permitted, { type: 'dns', value: 'one.example' });
    assert.equal(await tryTrust('one.example', within.ca, within.cert, within.key), 'trusted');
    for (const name of [
      { type: 'dns', value: 'bank.example' },
      { type: 'ip', value: '127.0.0.1' },
    ] as const) {
      const { ca, cert, key } = await certify(permitted, name);
      const outcome = await tryTrust(name.value, ca, cert, key);
      assert.match(outcome, /PERMITTED|EXCLUDED|CONSTRAINT|UNSPECIFIED/i, name.value);
    }
  });

  test('is over after a week', async () => {
    const now = Math.floor(Date.now() / 1000) - 8 * 86_400;
    const { certificate, listener } = await createCertificateAuthority(['one.example'], now);
    const outcome = await tryTrust('one.example', certificate, listener.cert, listener.key);
    assert.equal(outcome, 'CERT_HAS_EXPIRED');
  });
});

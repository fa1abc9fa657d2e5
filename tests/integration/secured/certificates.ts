import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const VALID_MS = 3_600_000;

export interface CertificateFiles {
  certificate: string;
  key: string;
}

/** A certificate authority for one test, and files of what it signs. */
export class Authority {
  readonly dir: string;
  readonly file: string;
  readonly #keys: CryptoKeyPair;
  readonly #certificate: x509.X509Certificate;

  private constructor(dir: string, name: string, keys: CryptoKeyPair, certificate: x509.X509Certificate) {
    this.dir = dir;
    this.file = join(dir, `${name}.pem`);
    this.#keys = keys;
    this.#certificate = certificate;
    writeFileSync(this.file, certificate.toString('pem'));
  }

  static async create(dir: string, name = 'authority'): Promise<Authority> {
    x509.cryptoProvider.set(crypto);
    const keys = await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      signingAlgorithm: SIGNING,
      notBefore: new Date(Date.now() - VALID_MS),
      notAfter: new Date(Date.now() + VALID_MS),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new Authority(dir, name, keys, certificate);
  }

  /** For a server at `localhost` and `127.0.0.1`, and as well for a client that shows it. */
  async issue(name: string): Promise<CertificateFiles> {
    const keys = await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: SIGNING,
      notBefore: new Date(Date.now() - VALID_MS),
      notAfter: new Date(Date.now() + VALID_MS),
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ],
    });
    const files = { certificate: join(this.dir, `${name}.pem`), key: join(this.dir, `${name}.key`) };
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    writeFileSync(files.certificate, certificate.toString('pem'));
    writeFileSync(files.key, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), { mode: 0o600 });
    return files;
  }
}

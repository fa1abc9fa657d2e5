import { readFileSync } from 'node:fs';
import { readSecretFile } from '@baton/keys/secret-file';
import { type Authenticator, credsAuthenticator, nkeyAuthenticator, type TlsOptions } from '@nats-io/nats-core';
import { LogError } from './errors.ts';

/** Where the log is and who this process is to its server: keys of a configuration. docs/run/configuration.md#nats */
export interface LogAccess {
  /** One server, or several of a cluster with commas between; `tls://` insists on TLS. */
  natsUrl: string;
  /** Seed of an nkey, readable by its owner only. */
  natsNkeyFile?: string | undefined;
  /** JWT and seed in one file, as `nsc` writes it; readable by its owner only. */
  natsCredentialsFile?: string | undefined;
  /** What the server's certificate must be signed by, where not by a public authority. */
  natsTlsCaFile?: string | undefined;
  natsTlsCertificateFile?: string | undefined;
  natsTlsKeyFile?: string | undefined;
  /** First token of the subjects on which answers come; what the server's permissions allow this user alone. */
  natsInboxPrefix?: string | undefined;
}

export function serversOf({ natsUrl }: LogAccess): string[] {
  return natsUrl.split(',').map((server) => server.trim());
}

/** Undefined where the server asks for nobody's name. KeyError names a file that is missing or that others can read. */
export async function authenticatorOf(access: LogAccess): Promise<Authenticator | undefined> {
  const { natsNkeyFile, natsCredentialsFile } = access;
  const encoded = async (path: string) => new TextEncoder().encode(await readSecretFile(path));
  if (natsCredentialsFile !== undefined) return credsAuthenticator(await encoded(natsCredentialsFile));
  if (natsNkeyFile !== undefined) return nkeyAuthenticator(await encoded(natsNkeyFile));
  return undefined;
}

/** Undefined where the server may be spoken to in the clear. */
export async function tlsOf(access: LogAccess): Promise<TlsOptions | undefined> {
  const { natsTlsCaFile, natsTlsCertificateFile, natsTlsKeyFile } = access;
  const wanted = natsTlsCaFile !== undefined || natsTlsCertificateFile !== undefined;
  if (!wanted && !serversOf(access).some((server) => server.startsWith('tls://'))) return undefined;
  return {
    ...(natsTlsCaFile === undefined ? {} : { ca: readCertificate(natsTlsCaFile) }),
    ...(natsTlsCertificateFile === undefined ? {} : { cert: readCertificate(natsTlsCertificateFile) }),
    ...(natsTlsKeyFile === undefined ? {} : { key: await readSecretFile(natsTlsKeyFile) }),
  };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LogError('LOG_UNTRUSTED', `the certificate ${path} cannot be read`, { cause });
  }
}

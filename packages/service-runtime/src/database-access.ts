import { readFile } from 'node:fs/promises';
import { readSecretFile } from '@baton/keys/secret-file';
import type { DatabaseOptions } from '@baton/read-model';
import type { Static, TObject } from 'typebox';
import type { DATABASE_KEYS } from './common-keys.ts';
import { ConfigurationError } from './errors.ts';

export type DatabaseAccess = Static<TObject<typeof DATABASE_KEYS>>;

/**
 * How `openDatabase` proves who it is and whom it speaks to. ConfigurationError for a certificate that can't be read,
 * KeyError for a key or password file that is missing or that others can read.
 */
export async function databaseAccess(access: DatabaseAccess): Promise<Pick<DatabaseOptions, 'password' | 'tls'>> {
  const { databasePasswordFile, databaseTlsCaFile, databaseTlsCertificateFile, databaseTlsKeyFile } = access;
  // A file that can't be used ends the start, not the first query.
  if (databasePasswordFile !== undefined) await readSecretFile(databasePasswordFile);
  return {
    ...(databasePasswordFile === undefined ? {} : { password: () => readSecretFile(databasePasswordFile) }),
    ...(databaseTlsCaFile === undefined
      ? {}
      : {
          tls: {
            ca: await certificate('databaseTlsCaFile', databaseTlsCaFile),
            ...(databaseTlsCertificateFile === undefined
              ? {}
              : { cert: await certificate('databaseTlsCertificateFile', databaseTlsCertificateFile) }),
            ...(databaseTlsKeyFile === undefined ? {} : { key: await readSecretFile(databaseTlsKeyFile) }),
          },
        }),
  };
}

async function certificate(key: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new ConfigurationError([{ key, problem: `cannot be read: ${cause.message}` }], { cause });
  });
}

import { join } from 'node:path';
import { nkeys } from '@nats-io/nats-core';
import { KEY_FILES } from './key-directory.ts';
import { makeKeyDirectory, writeSecretFile } from './key-file.ts';

/**
 * A fresh user key for nats-server: the seed goes to a file for its owner alone (KEY_FILE_EXISTS where there is one),
 * the public key, `U...`, into the server's configuration. docs/run/install.md#nats
 */
export async function saveNatsKey(directory: string): Promise<{ path: string; publicKey: string }> {
  const key = nkeys.createUser();
  const path = join(directory, KEY_FILES.nats);
  await makeKeyDirectory(directory);
  await writeSecretFile(path, `${new TextDecoder().decode(key.getSeed())}\n`);
  return { path, publicKey: key.getPublicKey() };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsensusSigner } from './consensus-signer.ts';
import { KeyError } from './errors.ts';
import { exists, makeKeyDirectory, readSecretFile, writeSecretFile } from './key-file.ts';
import { ProtocolSigner } from './protocol-signer.ts';
import { Secret } from './secret.ts';
import { decodeSuiKey, encodeSuiKey, SuiAccount } from './sui-account.ts';
import { describeKeys, type ValidatorKeys } from './validator-keys.ts';

/**
 * Names and formats of a validator's key files, those of Sui's tools: an authority key is the Base64 of its 32 bytes,
 * an Ed25519 key the Base64 of `flag || key`, a keystore a JSON array of the latter.
 */
export const KEY_FILES = {
  protocol: 'protocol.key',
  consensus: 'consensus.key',
  account: 'account.key',
  keystore: 'sui.keystore',
  rootSeed: 'root-seed.key',
  sequencer: 'sequencer.key',
  /** Seed of an nkey: who a process is to nats-server. */
  nats: 'nats.nk',
  /** Not secret: authority, consensus key and Sui address. */
  public: 'public.json',
} as const;

const base64 = (secret: Secret) => Buffer.from(secret.expose()).toString('base64');

/** Writes all files or, when one exists already, none (KEY_FILE_EXISTS). Files 0600 in a directory 0700. */
export async function saveKeys(directory: string, keys: ValidatorKeys): Promise<void> {
  const account = encodeSuiKey(keys.account.secret.expose());
  const files: [name: string, text: string][] = [
    [KEY_FILES.protocol, base64(keys.protocol.secret)],
    [KEY_FILES.consensus, encodeSuiKey(keys.consensus.secret.expose())],
    [KEY_FILES.account, account],
    [KEY_FILES.keystore, JSON.stringify([account])],
    [KEY_FILES.rootSeed, base64(keys.rootSeed)],
  ];
  await makeKeyDirectory(directory);
  for (const [name] of files) {
    const path = join(directory, name);
    if (await exists(path)) throw new KeyError('KEY_FILE_EXISTS', `${path} exists already`);
  }
  for (const [name, text] of files) await writeSecretFile(join(directory, name), text);
  await writeFile(join(directory, KEY_FILES.public), `${JSON.stringify(describeKeys(keys), null, 2)}\n`);
}

function raw32(path: string, text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== text) {
    throw new KeyError('KEY_FILE_MALFORMED', `${path} must hold the Base64 of 32 bytes`);
  }
  return Uint8Array.from(bytes);
}

function suiKey(path: string, text: string): Uint8Array {
  const seed = decodeSuiKey(text);
  if (!seed) throw new KeyError('KEY_FILE_MALFORMED', `${path} must hold the Base64 of an Ed25519 flag and key`);
  return seed;
}

async function readWith<Result>(
  directory: string,
  name: string,
  parse: (path: string, text: string) => Result,
): Promise<Result> {
  const path = join(directory, name);
  return parse(path, await readSecretFile(path));
}

/** Reads a validator's keys. KeyError KEY_FILE_MISSING, KEY_FILE_EXPOSED or KEY_FILE_MALFORMED names the file. */
export async function loadKeys(directory: string): Promise<ValidatorKeys> {
  return {
    protocol: await loadProtocolSigner(directory),
    consensus: await loadConsensusSigner(directory),
    rootSeed: await loadRootSeed(directory),
    account: await loadSuiAccount(directory),
  };
}

/** One key each, for services that need no more. */
export async function loadProtocolSigner(directory: string): Promise<ProtocolSigner> {
  const secretKey = await readWith(directory, KEY_FILES.protocol, raw32);
  try {
    return new ProtocolSigner(secretKey);
  } catch (cause) {
    const path = join(directory, KEY_FILES.protocol);
    throw new KeyError('KEY_FILE_MALFORMED', `${path} does not hold a BLS12-381 private key`, { cause });
  }
}

export async function loadConsensusSigner(directory: string): Promise<ConsensusSigner> {
  return new ConsensusSigner(await readWith(directory, KEY_FILES.consensus, suiKey));
}

export async function loadRootSeed(directory: string): Promise<Secret> {
  return new Secret(await readWith(directory, KEY_FILES.rootSeed, raw32));
}

export async function loadSuiAccount(directory: string): Promise<SuiAccount> {
  return new SuiAccount(await readWith(directory, KEY_FILES.account, suiKey));
}

export async function saveSequencerKey(directory: string, signer: ConsensusSigner): Promise<void> {
  await makeKeyDirectory(directory);
  await writeSecretFile(join(directory, KEY_FILES.sequencer), encodeSuiKey(signer.secret.expose()));
}

export async function loadSequencerKey(directory: string): Promise<ConsensusSigner> {
  return new ConsensusSigner(await readWith(directory, KEY_FILES.sequencer, suiKey));
}

import { verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { fromHex, toHex } from '@baton/protocol';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aggregateSignatures,
  describeKeys,
  generateKeys,
  generateSequencerKey,
  KEY_FILES,
  type KeyErrorCode,
  loadKeys,
  loadSequencerKey,
  saveKeys,
  saveSequencerKey,
  verifyAggregate,
} from './index.ts';

const seed = (byte: number) => new Uint8Array(32).fill(byte);
const message = new TextEncoder().encode('message');
const failsWith = (code: KeyErrorCode) => expect.objectContaining({ code });

describe('generation', () => {
  test('a seed always gives the same keys, another seed others, chance never the same', () => {
    expect(describeKeys(generateKeys(seed(1)))).toEqual(describeKeys(generateKeys(seed(1))));
    expect(describeKeys(generateKeys(seed(1)))).not.toEqual(describeKeys(generateKeys(seed(2))));
    expect(describeKeys(generateKeys())).not.toEqual(describeKeys(generateKeys()));
    expect(generateSequencerKey(seed(1)).publicKey).not.toBe(generateKeys(seed(1)).consensus.publicKey);
  });

  test('the public part stays what it was: localnets keep their identities across versions', () => {
    expect(describeKeys(generateKeys(seed(7)))).toMatchInlineSnapshot(`
      {
        "authority": "b7ee4d152fb1a3c431066a834a7627b1e3f76e3ebae73b482adcf2873f63ccb5ebfe0e2f5968e86fd1251df4ac337836",
        "consensusKey": "38dabd347e47ec92331fb013a87825815d4d0c1adb68c5d01ea18e21827c2468",
        "suiAddress": "0x40321714a2ccced9ac2619a16f208b2d3fbc65bc0117bebdb53aa07274f3f8dc",
      }
    `);
  });

  test('a short seed is refused', () => {
    expect(() => generateKeys(new Uint8Array(16))).toThrow(failsWith('KEY_SEED_INVALID'));
    expect(() => generateSequencerKey(new Uint8Array(31))).toThrow(failsWith('KEY_SEED_INVALID'));
  });

  test('the Sui account is the one that @mysten/sui makes of the same secret', async () => {
    const { account } = generateKeys(seed(3));
    const keypair = Ed25519Keypair.fromSecretKey(account.secret.expose());
    expect(account.address).toBe(keypair.toSuiAddress());
    for (const bytes of [message, new Uint8Array(0), new Uint8Array(4096).fill(7)]) {
      expect(account.sign(bytes)).toBe((await keypair.signTransaction(bytes)).signature);
    }
  });
});

describe('signing', () => {
  test('consensus signatures verify under the public key', () => {
    const { consensus } = generateKeys(seed(4));
    const { sign } = consensus;
    const key = Buffer.from(`302a300506032b6570032100${consensus.publicKey}`, 'hex');
    const signature = fromHex(sign(message));
    expect(verify(null, message, { key, format: 'der', type: 'spki' }, signature)).toBe(true);
  });

  test('protocol signatures aggregate, and the aggregate binds message and signers', () => {
    const signers = [seed(1), seed(2), seed(3)].map((one) => generateKeys(one).protocol);
    const names = signers.map((signer) => signer.name);
    const aggregate = aggregateSignatures(signers.map((signer) => signer.sign(message)));
    expect(verifyAggregate(aggregate, message, names)).toBe(true);
    expect(verifyAggregate(aggregate, new TextEncoder().encode('another'), names)).toBe(false);
    expect(verifyAggregate(aggregate, message, names.slice(1))).toBe(false);
    expect(verifyAggregate(aggregate, message, [])).toBe(false);
    const broken = 'ff'.repeat(96) as typeof aggregate;
    expect(verifyAggregate(broken, message, names)).toBe(false);
    expect(() => aggregateSignatures([broken])).toThrow(failsWith('BLS_SIGNATURE_INVALID'));
  });
});

describe('secrets', () => {
  test('no conversion, JSON or inspection shows one', () => {
    const keys = generateKeys(seed(5));
    const sequencer = generateSequencerKey(seed(5));
    const secrets = [keys.protocol.secret, keys.consensus.secret, keys.rootSeed, keys.account.secret, sequencer.secret];
    const shown = [
      JSON.stringify(keys),
      inspect(keys, { depth: 20, showHidden: true }),
      `${keys.rootSeed} ${keys.protocol.secret}`,
      inspect(keys.rootSeed, { showHidden: true }),
      JSON.stringify(sequencer),
      inspect(sequencer, { depth: 20, showHidden: true }),
    ].join('\n');
    for (const secret of secrets) {
      const bytes = Buffer.from(secret.expose());
      expect(shown).not.toContain(bytes.toString('hex'));
      expect(shown).not.toContain(bytes.toString('base64'));
      expect(shown).not.toContain([...bytes].join(', '));
    }
    expect(shown).toContain(keys.protocol.name);
  });
});

describe('files', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'baton-keys-')), 'validator');
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

  test('what is saved is loaded, and only the owner may read it', async () => {
    const keys = generateKeys(seed(6));
    await saveKeys(directory, keys);
    expect(describeKeys(await loadKeys(directory))).toEqual(describeKeys(keys));
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory)) {
      if (name !== KEY_FILES.public) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
    const shown = await readFile(join(directory, KEY_FILES.public), 'utf8');
    expect(JSON.parse(shown)).toEqual(describeKeys(keys));
  });

  test('the formats are those of the tools of Sui', async () => {
    const keys = generateKeys(seed(6));
    await saveKeys(directory, keys);
    const read = (name: string) => readFile(join(directory, name), 'utf8');
    expect(toHex(Buffer.from(await read(KEY_FILES.protocol), 'base64'))).toBe(toHex(keys.protocol.secret.expose()));
    const [entry] = JSON.parse(await read(KEY_FILES.keystore)) as [string];
    expect(entry).toBe(await read(KEY_FILES.account));
    const bytes = Buffer.from(entry, 'base64');
    expect(bytes[0]).toBe(0);
    expect(Ed25519Keypair.fromSecretKey(Uint8Array.from(bytes.subarray(1))).toSuiAddress()).toBe(keys.account.address);
    expect(Buffer.from(await read(KEY_FILES.consensus), 'base64')).toHaveLength(33);
  });

  test('nothing is overwritten', async () => {
    const keys = generateKeys(seed(6));
    await saveKeys(directory, keys);
    await expect(saveKeys(directory, generateKeys())).rejects.toThrow(failsWith('KEY_FILE_EXISTS'));
    expect(describeKeys(await loadKeys(directory))).toEqual(describeKeys(keys));
  });

  test.each([0o640, 0o604, 0o644, 0o660])('mode %o is refused', async (mode) => {
    await saveKeys(directory, generateKeys(seed(6)));
    await chmod(join(directory, KEY_FILES.rootSeed), mode);
    await expect(loadKeys(directory)).rejects.toThrow(failsWith('KEY_FILE_EXPOSED'));
  });

  test.each([
    [KEY_FILES.protocol, 'not base64'],
    [KEY_FILES.protocol, Buffer.alloc(32, 0xff).toString('base64')],
    [KEY_FILES.rootSeed, Buffer.alloc(31).toString('base64')],
    [KEY_FILES.consensus, Buffer.alloc(33, 1).toString('base64')],
    [KEY_FILES.account, ''],
  ])('%s with %j is malformed', async (name, text) => {
    await saveKeys(directory, generateKeys(seed(6)));
    await writeFile(join(directory, name), text);
    await expect(loadKeys(directory)).rejects.toThrow(failsWith('KEY_FILE_MALFORMED'));
  });

  test('a missing file is named', async () => {
    await expect(loadKeys(directory)).rejects.toThrow(/protocol\.key does not exist/);
  });

  test('the sequencer has a file of its own', async () => {
    const signer = generateSequencerKey();
    await saveSequencerKey(directory, signer);
    expect((await loadSequencerKey(directory)).publicKey).toBe(signer.publicKey);
  });
});

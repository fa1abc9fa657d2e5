import {
  KeyError,
  loadConsensusSigner,
  loadProtocolSigner,
  loadRootSeed,
  loadSequencerKey,
  loadSuiAccount,
} from '@baton/keys';
import type { FlatConfiguration } from '@baton/service-runtime';
import { short } from '../output/words.ts';
import { type Finding, fail, ok, reasonOf } from './finding.ts';
import { examineKeysDir } from './machine.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  KEY_FILE_MISSING: 'Check keysDir; `baton keys generate` makes new keys.',
  KEY_FILE_EXPOSED: 'chmod 600 it, and consider the key known to whoever could read it.',
  KEY_FILE_MALFORMED: 'Restore it from a backup.',
};

/** Every key file of a node: there, well-formed, readable by its owner alone, and of the configured validator. */
export async function examineNodeKeys(dir: string, configuration: FlatConfiguration): Promise<Finding[]> {
  return [
    await examineKeysDir(dir),
    await examine('protocol.key', async () => {
      const { name } = await loadProtocolSigner(dir);
      if (name === configuration.authority) return ok('keys', 'protocol.key', `is of ${short(name)}, as configured`);
      const detail = `is of ${short(name)}, the configuration says ${short(String(configuration.authority))}`;
      return fail('keys', 'protocol.key', detail, 'Give the node its own keys, or correct `authority`.');
    }),
    await examine('consensus.key', async () => {
      await loadConsensusSigner(dir);
    }),
    await examine('root-seed.key', async () => {
      await loadRootSeed(dir);
    }),
    await examine('account.key', async () => {
      await loadSuiAccount(dir);
    }),
  ];
}

export async function examineSequencerKey(dir: string, configuration: FlatConfiguration): Promise<Finding[]> {
  return [
    await examineKeysDir(dir),
    await examine('sequencer.key', async () => {
      const { publicKey } = await loadSequencerKey(dir);
      if (publicKey === configuration.sequencerKey) return ok('keys', 'sequencer.key', 'is the pinned one');
      const detail = `is ${short(publicKey)}, the configuration pins ${short(String(configuration.sequencerKey))}`;
      return fail('keys', 'sequencer.key', detail, 'Give consensus-log the key that all nodes pin.');
    }),
  ];
}

async function examine(file: string, load: () => Promise<Finding | undefined>): Promise<Finding> {
  try {
    return (await load()) ?? ok('keys', file, 'is well-formed and readable by its owner only');
  } catch (error) {
    const remedy = error instanceof KeyError ? REMEDIES[error.code] : undefined;
    return fail('keys', file, reasonOf(error), remedy ?? 'Check keysDir and who may read it.');
  }
}

import {
  describeKeys,
  generateKeys,
  generateSequencerKey,
  KeyError,
  loadKeys,
  saveKeys,
  saveNatsKey,
  saveSequencerKey,
  type ValidatorKeys,
} from '@baton/keys';
import { unusable } from './failure.ts';
import { printJson } from './output/print.ts';

export async function makeKeys(dir: string): Promise<void> {
  const made = generateKeys();
  await usableFolder(dir, () => saveKeys(dir, made));
  tell(made);
}

export async function showKeys(dir: string): Promise<void> {
  tell(await usableFolder(dir, () => loadKeys(dir)));
}

export async function makeSequencerKey(dir: string): Promise<void> {
  const made = generateSequencerKey();
  await usableFolder(dir, () => saveSequencerKey(dir, made));
  printJson({ sequencerKey: made.publicKey });
}

export async function makeNatsKey(dir: string): Promise<void> {
  printJson(await usableFolder(dir, () => saveNatsKey(dir)));
}

const tell = (keys: ValidatorKeys): void => printJson(describeKeys(keys));

async function usableFolder<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyError) throw unusable(`${error.code}: ${error.message}`, error);
    if (error instanceof Error && 'syscall' in error) throw unusable(`${dir} cannot be used: ${error.message}`, error);
    throw error;
  }
}

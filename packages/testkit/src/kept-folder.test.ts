import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { KeptFolder } from './kept-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const live = () => new AbortController().signal;
const make = async (dir: string) => {
  mkdirSync(dir);
  writeFileSync(join(dir, 'content'), 'costly');
};
const never = async () => {
  throw new Error('made again');
};

let parent: string;
let kept: KeptFolder;
let target: string;
beforeEach(() => {
  parent = temporaryFolder('kept');
  kept = new KeptFolder(join(parent, 'kept'));
  target = join(temporaryFolder('target'), 'copy');
});

it('is made once, and copied to where nothing is, or what was left unfinished', async () => {
  await kept.ensure(make);
  await kept.ensure(never);
  await kept.putInto(target);
  const unfinished = temporaryFolder('unfinished');
  writeFileSync(join(unfinished, 'half'), '');
  await kept.putInto(unfinished);
  expect(readdirSync(unfinished)).toEqual(['content']);
  for (const dir of [target, unfinished]) expect(readFileSync(join(dir, 'content'), 'utf8')).toBe('costly');
  expect(readdirSync(parent)).toEqual(['kept']);
});

it('gives its spare copy away once, and stays itself', async () => {
  await kept.ensure(make);
  expect(await kept.makeSpare(live())).toBe(true);
  writeFileSync(join(parent, 'kept.spare', 'mark'), 'of the spare');
  await kept.putInto(target);
  expect(existsSync(join(target, 'mark'))).toBe(true);
  expect(readdirSync(parent)).toEqual(['kept']);
  const second = join(temporaryFolder('second'), 'copy');
  await kept.putInto(second);
  expect(readdirSync(second)).toEqual(['content']);
});

it('leaves nothing of a spare that was not finished, or that nothing could be copied into', async () => {
  expect(await kept.makeSpare(live())).toBe(false);
  await kept.ensure(make);
  expect(await kept.makeSpare(AbortSignal.abort())).toBe(false);
  expect(readdirSync(parent)).toEqual(['kept']);
});

it('tells why it could not be made, and leaves nothing of it', async () => {
  const fails = async (dir: string) => {
    await make(dir);
    throw new Error('no room');
  };
  await expect(kept.ensure(fails)).rejects.toThrow('no room');
  expect(readdirSync(parent)).toEqual([]);
});

it('clears away what a killed process left, and nothing of one that runs', async () => {
  const beyondAnyPid = 2 ** 22 + 1;
  for (const name of [`kept.${beyondAnyPid}`, `kept.spare.${beyondAnyPid}`, `kept.${process.ppid}`, 'kept2.1'])
    mkdirSync(join(parent, name));
  await kept.ensure(make);
  expect(readdirSync(parent).sort()).toEqual(['kept', `kept.${process.ppid}`, 'kept2.1'].sort());
});

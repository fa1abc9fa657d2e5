import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChurnEvent } from './churn.ts';
import { localnetCommand, toOptions } from './command.ts';
import { Layout } from './layout.ts';
import { type NetworkPlan, openNetwork } from './network.ts';
import { OptionError } from './options.ts';

/** What the command line makes of these arguments, without a network. */
function optionsOf(...args: string[]) {
  const command = localnetCommand();
  command.parseOptions(args);
  return toOptions(command.opts());
}

describe('a later run on a directory', () => {
  let dir: string;
  let layout: Layout;
  const scripted = (...events: ChurnEvent[]) => {
    const script = join(dir, 'churn.json');
    writeFileSync(script, JSON.stringify({ epochs: 1, events }));
    return optionsOf('--dir', dir, '--churn', script);
  };
  const labels = (plan: NetworkPlan) => plan.validators.map(({ label, leavesAt }) => [label, leavesAt]);

  beforeEach(async () => {
    dir = temporaryFolder('second-run');
    layout = new Layout(dir);
    for (const folder of layout.folders) mkdirSync(folder, { recursive: true });
    await openNetwork(layout, await optionsOf('--dir', dir, '--join-at', '3'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('lets a validator leave that joined in an earlier one', async () => {
    const { plan, resumed } = await openNetwork(
      layout,
      await scripted({ epoch: 9, do: 'leave', validator: 'validator-4' }),
    );
    expect(resumed).toBe(true);
    expect(labels(plan)).toEqual([
      ['validator-0', null],
      ['validator-1', null],
      ['validator-2', null],
      ['validator-3', null],
      ['validator-4', 9],
    ]);
  });

  it('refuses whoever never belonged to the network, and leaves the network as it was', async () => {
    const before = readFileSync(layout.network, 'utf8');
    const options = await scripted({ epoch: 9, do: 'leave', validator: 'validator-5' });
    await expect(openNetwork(layout, options)).rejects.toThrow(OptionError);
    await expect(openNetwork(layout, options)).rejects.toThrow(/validator-5 does not sit/);
    expect(readFileSync(layout.network, 'utf8')).toBe(before);
  });

  it('is another thing than a first one, which is checked against its founders before anything is made', async () => {
    const fresh = join(dir, 'fresh');
    await expect(optionsOf('--dir', fresh, '--leave-at', '2', '--leave-at', '3')).rejects.toThrow(OptionError);
    expect(existsSync(fresh)).toBe(false);
  });
});

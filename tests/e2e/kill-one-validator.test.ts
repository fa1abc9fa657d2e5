import { type Localnet, type LocalnetEvent, runLocalnet } from '@baton/localnet';
import { describe, expect, it } from 'vitest';
import { localnetOptions } from './localnet-options.ts';

const options = localnetOptions({
  epochs: 1,
  // Long enough for a node to come back within the epoch, also on a busy machine.
  epochSeconds: 24,
  blobKib: 64,
});
const VICTIM = 2;

describe('a validator that is killed in mid-epoch', () => {
  it('ends the epoch with the same digests once it is back', async () => {
    let localnet: Localnet | undefined;
    let revival: Promise<void> | undefined;
    const seen: { epoch: number; phase: string }[] = [];
    const killAndRevive = async (running: Localnet) => {
      const victim = running.validators[VICTIM]?.process;
      if (victim === undefined) throw new Error('no such validator');
      const before = victim.pid;
      await victim.kill();
      expect(victim.running).toBe(false);
      await victim.start();
      expect(victim.pid).not.toBe(before);
    };
    const outcome = await runLocalnet(options, {
      onRunning: (running) => {
        localnet = running;
      },
      onEvent: (event: LocalnetEvent) => {
        if (event.event !== 'validators' || revival !== undefined || localnet === undefined) return;
        const victim = event.states[VICTIM];
        if (victim === undefined || victim.epoch < 1 || victim.round < 40) return;
        seen.push({ epoch: victim.epoch, phase: victim.phase });
        revival = killAndRevive(localnet);
      },
    });
    await revival;
    expect(seen).toHaveLength(1);
    expect(seen[0]?.phase).not.toBe('closed');
    expect(outcome.problems).toEqual([]);
    expect(outcome.report.epochs.map(({ epoch }) => epoch)).toEqual([1]);
    for (const { attestationDigests, frozen } of outcome.report.epochs) {
      expect(Object.keys(attestationDigests)).toHaveLength(4);
      expect(new Set(Object.values(attestationDigests)).size).toBe(1);
      expect(frozen).toHaveLength(4);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { scrapeTargets } from './onlookers.ts';

describe('what Prometheus asks', () => {
  const targets = scrapeTargets('n', [{ label: 'validator-0' }, { label: 'validator-1' }]);
  const entryOf = (host: string) => targets.find((entry) => entry.targets.join() === `${host}:8080`);

  it('is every process of the network: those of each validator, both sequencers, the console', () => {
    expect(targets).toHaveLength(2 * 7 + 2 + 1);
    expect(entryOf('validator-1-barrier')?.labels).toEqual({
      network: 'n',
      validator: 'validator-1',
      service: 'barrier',
    });
    expect(entryOf('consensus-log-standby')?.labels).toMatchObject({ validator: 'sequencer-2' });
    expect(entryOf('console')?.labels).toEqual({ network: 'n', validator: 'console', service: 'console' });
  });
});

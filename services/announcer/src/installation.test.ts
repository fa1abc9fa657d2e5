import { digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { decideInstallation } from './installation.ts';

const built = digest('1'.repeat(64));
const other = digest('2'.repeat(64));

describe('decideInstallation', () => {
  it.each([
    ['nothing stands', undefined, false, 'install'],
    ['nothing stands after a restart, with a certificate', undefined, true, 'install'],
    ['the same stands', built, true, 'keep'],
    ['another stands, no certificate yet', other, false, 'install'],
    ['another stands and a certificate has formed', other, true, 'refuse'],
  ] as const)('%s', (_, installed, certified, action) => {
    expect(decideInstallation({ installed, built, certified })).toEqual({ action });
  });
});

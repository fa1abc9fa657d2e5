import { describe, expect, it } from 'vitest';
import { until, WaitTimeout } from './until.ts';

describe('until', () => {
  it('resolves with the first value that is one', async () => {
    const answers = [undefined, null, false, 0];
    expect(await until(() => answers.shift(), { what: 'a value' })).toBe(0);
  });

  it('names the condition and keeps the last error when it gives up', async () => {
    const failing = until(
      () => {
        throw new Error('not there');
      },
      { what: 'the moon', timeoutMs: 30 },
    );
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WaitTimeout);
    expect(error).toMatchObject({ message: 'waited too long for the moon', cause: new Error('not there') });
  });

  it('ends at once when what it waits for can no longer come', async () => {
    const fails = Promise.reject(new Error('it ended'));
    await expect(until(() => false, { what: 'it', fails })).rejects.toThrow('it ended');
  });

  it('ends with the signal', async () => {
    await expect(until(() => false, { what: 'it', signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});

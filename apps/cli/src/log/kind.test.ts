import { describe, expect, it } from 'vitest';
import { resolveKind } from './kind.ts';

describe('a kind of message', () => {
  it.each([
    ['end_of_publish', 'end_of_publish'],
    ['validator_mpc', 'validator_mpc_data_announcement'],
    ['output_vote', 'session_output_vote'],
  ])('%s is %s', async (word, kind) => {
    expect(await resolveKind(word)).toBe(kind);
  });

  it('is refused where a word means several, or none', async () => {
    await expect(resolveKind('ready_signal')).rejects.toThrow(
      /means several: epoch_mpc_data_ready_signal, network_key/,
    );
    await expect(resolveKind('gossip')).rejects.toMatchObject({ exitCode: 2 });
  });
});

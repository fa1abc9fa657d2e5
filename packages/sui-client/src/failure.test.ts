import { RpcError } from '@mysten/sui/grpc';
import { describe, expect, it, vi } from 'vitest';
import { callChain, DEFAULT_CALL_POLICY } from './call.ts';
import { ChainError } from './errors.ts';
import { chainErrorOf } from './failure.ts';

const quick = { ...DEFAULT_CALL_POLICY, delayMsMin: 1, delayMsMax: 1, attempts: 3, timeoutMs: 50 };
const signal = new AbortController().signal;

describe('failures of a fullnode', () => {
  it.each([
    ['UNAVAILABLE', 'down', true],
    ['RESOURCE_EXHAUSTED', 'too many', true],
    ['DEADLINE_EXCEEDED', 'late', true],
    ['DATA_LOSS', 'cut', true],
    ['UNKNOWN', 'bad gateway', true],
    ['NOT_FOUND', 'a proxy', true],
    ['INTERNAL', 'fetch failed', true],
    ['INTERNAL', 'unexpected response content type', false],
    ['INVALID_ARGUMENT', 'malformed', false],
  ])('%s (%s) is retried: %s', (code, message, retryable) => {
    expect(chainErrorOf(new RpcError(message, code)).retryable).toBe(retryable);
  });
});

describe('a call', () => {
  it('is repeated while its failure is transient', async () => {
    const operation = vi.fn(async () => {
      if (operation.mock.calls.length < 3) throw new RpcError('down', 'UNAVAILABLE');
      return 'answer';
    });
    await expect(callChain(operation, signal, quick)).resolves.toBe('answer');
  });

  it('is not repeated when it was refused', async () => {
    const operation = vi.fn(async () => Promise.reject(new RpcError('no', 'INVALID_ARGUMENT')));
    await expect(callChain(operation, signal, quick)).rejects.toMatchObject({ code: 'REQUEST_REFUSED' });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  it('ends when the fullnode stays silent', async () => {
    const silent = (deadline: AbortSignal) =>
      new Promise<never>((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason)));
    await expect(callChain(silent, signal, { ...quick, attempts: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('rejects with the reason of an abort, not with a failure', async () => {
    const stop = new AbortController();
    const reason = new Error('stopping');
    const operation = async () => {
      stop.abort(reason);
      throw new ChainError('UNAVAILABLE', 'down');
    };
    await expect(callChain(operation, stop.signal, quick)).rejects.toBe(reason);
  });
});

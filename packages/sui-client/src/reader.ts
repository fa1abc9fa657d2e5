import { SuiGrpcClient } from '@mysten/sui/grpc';
import { type CallPolicy, callChain, DEFAULT_CALL_POLICY } from './call.ts';
import type { ChainView } from './chain-view.ts';
import { followCheckpoints } from './checkpoint-push.ts';
import type { ChainError, ChainErrorCode } from './errors.ts';
import { chainErrorOf } from './failure.ts';
import { ObjectSource } from './object-source.ts';
import { type IkaObjectIds, StateReader } from './state-reader.ts';
import { toChainView } from './to-chain-view.ts';
import { Wakeup } from './wakeup.ts';

/** Reads Ika's state from a Sui fullnode. All calls carry a deadline of their own beside the caller's signal. */
export interface IkaChainReader {
  /** Reads the present view; retries what is worth retrying. Rejects with `ChainError`, or the signal's reason. */
  readView(signal: AbortSignal): Promise<ChainView>;
  /** Yields the present view and then each one that differs from the last yielded. Ends when the signal aborts.
   *  Rejects only with `LAYOUT_DRIFT` or `UNKNOWN_VERSION`; other failures are reported by `onOutage` and retried. */
  watch(signal: AbortSignal): AsyncIterable<ChainView>;
}

export interface ReaderOptions extends IkaObjectIds {
  policy?: CallPolicy;
  /** Poll period while the fullnode pushes checkpoints: a safety net. */
  safetyPollMs?: number;
  /** Poll period without push. */
  pollMs?: number;
  /** Whether the view lists the user sessions that are not completed; takes a listing when they have changed. */
  userSessions?: boolean;
  /** Told once when reading starts to fail, and with null when it works again. */
  onOutage?: (error: ChainError | null) => void;
}

/** Only another release can read such a state; everything else may pass, so the watch goes on. */
const FATAL: ReadonlySet<ChainErrorCode> = new Set(['LAYOUT_DRIFT', 'UNKNOWN_VERSION']);
/** The watch reads again anyway; more attempts would only hide an outage longer. */
const WATCH_ATTEMPTS = 3;
const SAFETY_POLL_MS = 2_000;
const POLL_MS = 500;

/** Binary framing is several times faster than the default text framing on large replies. */
export function connectSui(url: string, network = 'custom'): SuiGrpcClient {
  return new SuiGrpcClient({ network, baseUrl: url, format: 'binary' });
}

export function createChainReader(options: ReaderOptions, { client }: { client: SuiGrpcClient }): IkaChainReader {
  const policy = options.policy ?? DEFAULT_CALL_POLICY;
  const source = new ObjectSource(client);
  const state = new StateReader(options, { source, userSessions: options.userSessions ?? false });
  const read = (signal: AbortSignal, attempts: number): Promise<ChainView> =>
    callChain(async (deadline) => toChainView(await state.read(deadline)), signal, { ...policy, attempts });
  const readView = (signal: AbortSignal): Promise<ChainView> => read(signal, policy.attempts);

  async function* watch(signal: AbortSignal): AsyncGenerator<ChainView> {
    const ended = new AbortController();
    const stop = AbortSignal.any([signal, ended.signal]);
    const wakeup = new Wakeup();
    const push = followCheckpoints(client, wakeup, stop);
    let last = '';
    let outage = false;
    try {
      while (!signal.aborted) {
        try {
          const view = await read(stop, WATCH_ATTEMPTS);
          if (outage) options.onOutage?.(null);
          outage = false;
          const fingerprint = fingerprintOf(view);
          if (fingerprint !== last) {
            last = fingerprint;
            yield view;
          }
        } catch (error) {
          if (signal.aborted) return;
          const failure = chainErrorOf(error);
          if (FATAL.has(failure.code)) throw failure;
          if (!outage) options.onOutage?.(failure);
          outage = true;
        }
        const period = wakeup.pushed ? (options.safetyPollMs ?? SAFETY_POLL_MS) : (options.pollMs ?? POLL_MS);
        await wakeup.wait(period, stop);
      }
    } finally {
      ended.abort();
      await push;
    }
  }
  return { readView, watch };
}

/** The clock moves and objects are rewritten without the view having changed. */
function fingerprintOf(view: ChainView): string {
  return JSON.stringify({ ...view, clockMs: 0, objectVersions: null });
}

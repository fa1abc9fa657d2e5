import {
  type AdoptionRule,
  decideInstantiation,
  type Epoch,
  type KeyAdoption,
  type KeyContent,
  type ObjectId,
} from '@baton/protocol';
import type { Instantiate, InstantiationFailure, InstantiationResult } from './instantiation.ts';

/** Failed contents that are remembered for one key: the outputs of its latest epochs. */
const FAILED_MAX = 32;

/** One network key as this engine has it: what it adopted, and the instantiation of that. */
export class AdoptedKey {
  readonly keyId: ObjectId;
  rule: AdoptionRule | null = null;
  reason: KeyAdoption['reason'] | null = null;
  /** Until it is instantiated, or the epoch is over. */
  stranded = false;
  adopted: KeyContent | null = null;
  adoptedEpoch: Epoch | null = null;
  /** The chain's epoch in what was last offered. */
  dataEpoch: Epoch | null = null;
  instantiated: KeyContent | null = null;
  lastFailure: InstantiationFailure | null = null;
  #failed: KeyContent[] = [];
  #inFlight: { content: KeyContent; since: number; result: InstantiationResult | null } | null = null;

  constructor(keyId: ObjectId) {
    this.keyId = keyId;
  }

  get inFlight(): boolean {
    return this.#inFlight !== null;
  }

  get holdsSomething(): boolean {
    return this.inFlight || this.instantiated !== null;
  }

  /** What is adopted is loaded: sessions of the epoch may use it. */
  loadedFor(epoch: Epoch): boolean {
    const { adopted, instantiated } = this;
    if (this.adoptedEpoch !== epoch || adopted === null || instantiated === null) return false;
    return adopted.dkg === instantiated.dkg && adopted.reconfiguration === instantiated.reconfiguration;
  }

  /**
   * Starts the instantiation of what is adopted where one is due; it is polled, never waited for. Says once that the data
   * is of another epoch.
   */
  start(instantiate: Instantiate, epoch: Epoch, signal: AbortSignal, now: number): 'epoch_mismatch' | null {
    if (this.adopted === null || this.dataEpoch === null) return null;
    const decision = decideInstantiation({
      content: this.adopted,
      dataEpoch: this.dataEpoch,
      ownEpoch: epoch,
      inFlight: this.inFlight,
      instantiated: this.instantiated,
      failed: this.#failed,
    });
    const said = this.lastFailure === 'epoch_mismatch';
    if (decision.action === 'none' && decision.reason === 'epoch_mismatch') {
      this.lastFailure = 'epoch_mismatch';
      return said ? null : 'epoch_mismatch';
    }
    if (said) this.lastFailure = null;
    if (decision.action === 'none') return null;
    const run = { content: this.adopted, since: now, result: null as InstantiationResult | null };
    this.#inFlight = run;
    instantiate(run.content, signal).then(
      (result) => {
        run.result = result;
      },
      // The node did not answer, so nothing is known of the bytes: they stay due.
      () => {
        if (this.#inFlight === run) this.#inFlight = null;
      },
    );
    return null;
  }

  /** The end of an instantiation since the last look; null if there is none. Duration in milliseconds. */
  poll(now: number): { result: InstantiationResult; durationMs: number } | null {
    const run = this.#inFlight;
    if (run?.result == null) return null;
    this.#inFlight = null;
    if (run.result.outcome === 'instantiated') {
      this.instantiated = run.content;
      this.lastFailure = null;
      this.stranded = false;
    } else {
      this.lastFailure = run.result.reason;
      this.#failed = [...this.#failed, run.content].slice(-FAILED_MAX);
    }
    return { result: run.result, durationMs: now - run.since };
  }
}

import {
  BOOTSTRAP_RETRY_INTERVAL_MS,
  type CertifiedOutput,
  type Epoch,
  epochScaledPollInterval,
} from '@baton/protocol';
import { type CounterMetric, type Logger, observePeers, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { type Assessment, expectationOf } from './assess.ts';
import { type BootstrapOutcome, fetchPriorCertificate } from './bootstrap.ts';
import type { Verdict } from './candidate.ts';
import type { BarrierConfig } from './config.ts';
import type { EpochFacts } from './epoch-facts.ts';
import { installOutputs } from './install-outputs.ts';
import { type PeerAnswer, PeerAnswers } from './peer-answers.ts';

export interface PeerHelpOptions {
  config: BarrierConfig;
  logger: Logger;
  telemetry: Telemetry;
  signal: AbortSignal;
  outcomes: CounterMetric<{ outcome: readonly ['verified', 'rejected', 'unavailable'] }>;
  /** Called when something came of it. */
  onChange: () => void;
}

/** Gets from peers what the node lacks, beside the barrier's own loop; one effort per epoch at a time. */
export class PeerHelp {
  readonly #options: PeerHelpOptions;
  readonly #running = new Map<Epoch, Promise<void>>();
  readonly #certificates = new Map<Epoch, Extract<Verdict, { valid: true }>>();
  readonly #rejections = new Map<Epoch, string>();
  readonly #answers = new PeerAnswers();

  constructor(options: PeerHelpOptions) {
    this.#options = options;
  }

  /** The verified certificate that a peer gave for entering the epoch. */
  certificate(epoch: Epoch): Extract<Verdict, { valid: true }> | null {
    return this.#certificates.get(epoch) ?? null;
  }

  /** Why nothing that peers gave can be trusted, once enough of them gave bad ones. */
  rejection(epoch: Epoch): string | undefined {
    return this.#rejections.get(epoch);
  }

  /** What each peer last answered about an epoch that is not open. */
  answers(epoch: Epoch): PeerAnswer[] {
    return this.#answers.of(epoch);
  }

  forget(epoch: Epoch): void {
    this.#answers.forget(epoch);
    this.#certificates.delete(epoch);
    this.#rejections.delete(epoch);
  }

  /** Begins to look for what is missing, unless that is under way already. */
  seek(facts: EpochFacts, assessment: Extract<Assessment, { state: 'waiting' }>): void {
    const { epoch } = facts;
    if (this.#running.has(epoch) || facts.peers.length === 0) return;
    const effort =
      assessment.reason === 'no_certificate'
        ? this.#seekCertificate(facts)
        : this.#seekOutputs(facts, assessment.missing);
    const task = effort
      .catch((error: unknown) => {
        if (!this.#options.signal.aborted) this.#options.logger.warn({ err: error, epoch }, 'help of peers failed');
      })
      .finally(() => this.#running.delete(epoch));
    this.#running.set(epoch, task);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #seekCertificate(facts: EpochFacts): Promise<void> {
    const expected = expectationOf(facts);
    if (expected === null) return;
    const { config, telemetry, signal, outcomes, logger, onChange } = this.#options;
    const { epoch, epochDurationMs, peers } = facts;
    const retryMs = epochScaledPollInterval({ epochDurationMs, productionDefaultMs: BOOTSTRAP_RETRY_INTERVAL_MS });
    const result: BootstrapOutcome = await withSpan(
      telemetry,
      SPANS.barrierFetchCertificate,
      { subject: { epoch } },
      () =>
        fetchPriorCertificate({
          peers,
          expected,
          attemptsMax: config.barrierAttemptsMax,
          retryMs: Math.max(retryMs, config.barrierRetryMs),
          peerTimeoutMs: config.barrierPeerTimeoutMs,
          measured: observePeers(telemetry, 'certificate'),
          note: this.#answers.noteFor(epoch),
          signal,
        }),
    );
    outcomes.inc({ outcome: result.outcome });
    if (result.outcome === 'verified') {
      this.#certificates.set(epoch, result.accepted);
      logger.info(
        { epoch, peer: result.peer, signers: result.accepted.signers },
        'prior certificate taken from a peer',
      );
    } else if (result.outcome === 'rejected') {
      const { peers: named, required, faults } = result;
      this.#rejections.set(
        epoch,
        `${named.length} peers (${required} suffice) gave bad certificates: ${faults.join(', ')}`,
      );
    } else {
      logger.warn({ epoch, invalidPeers: result.invalidPeers }, 'no peer has the prior certificate; asking on');
    }
    onChange();
  }

  async #seekOutputs(facts: EpochFacts, missing: readonly CertifiedOutput[]): Promise<void> {
    if (missing.length === 0) return;
    const { config, telemetry, signal, logger, onChange } = this.#options;
    const installed = await withSpan(
      telemetry,
      SPANS.barrierInstallOutput,
      { subject: { epoch: facts.epoch }, attributes: { 'baton.outputs': missing.length } },
      () =>
        installOutputs(
          // A DKG output counts under any epoch; the certificate's own is where a newcomer files it.
          missing.map((output) => ({ ...output, epoch: facts.epoch - 1 })),
          {
            blobServiceUrl: config.blobServiceUrl,
            peers: facts.peers,
            peerTimeoutMs: config.barrierPeerTimeoutMs,
            measured: observePeers(telemetry, 'output'),
            note: this.#answers.noteFor(facts.epoch),
            signal,
          },
        ),
    );
    for (const { wanted, from } of installed) {
      if (from !== null) logger.info({ ...wanted, from }, 'certified output installed');
    }
    if (installed.some(({ from }) => from !== null)) onChange();
  }
}

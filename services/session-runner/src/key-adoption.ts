import {
  type KeyAdoption as AdoptionDecision,
  type AdoptionMemo,
  adoptionMemoAfter,
  adoptionMemoHit,
  type Digest,
  decideKeyAdoption,
  type Epoch,
  type KeyMaterial,
  type ObjectId,
} from '@baton/protocol';
import type { Logger } from '@baton/telemetry';
import { AdoptedKey } from './adopted-key.ts';
import type { EngineInterface, EpochStart, OfferedKey } from './engine-client.ts';
import type { Instantiate } from './instantiation.ts';
import type { SessionMetrics } from './metrics.ts';
import type { Workload } from './runner.ts';
import { StrandedKeys } from './stranded-keys.ts';

const CHAIN_DRIVEN_VERSION = 3;
const MILLISECONDS = 1_000;

export interface KeyAdoptionDependencies {
  engine: EngineInterface;
  instantiate: Instantiate;
  /** The reconfiguration output that this node's own session of the epoch produced. */
  producedInEpoch: (epoch: Epoch, keyId: ObjectId) => Promise<Digest | null>;
  metrics: SessionMetrics;
  logger: Logger;
  /** Aborts when the service stops: an instantiation may outlive the epoch that started it. */
  signal: AbortSignal;
}

/**
 * Which outputs of the network keys the epoch's sessions may use: what the prior certificate pins. A pass over an
 * unchanged overlay is skipped; instantiations run beside. docs/spec/barrier.md#adoption
 */
export class KeyAdoption implements Workload {
  readonly name = 'network-key-adoption';
  readonly #dependencies: KeyAdoptionDependencies;
  readonly #keys = new Map<ObjectId, AdoptedKey>();
  readonly #strandedKeys: StrandedKeys;
  #warned: string[] = [];
  #epoch: Epoch | null = null;
  #memo: AdoptionMemo | null = null;

  constructor(dependencies: KeyAdoptionDependencies) {
    this.#dependencies = dependencies;
    this.#strandedKeys = new StrandedKeys(dependencies.engine);
  }

  get keys(): readonly AdoptedKey[] {
    return [...this.#keys.values()];
  }

  /** Whether users' sessions of this epoch can run. */
  isKeyed(epoch: Epoch): boolean {
    return this.keys.some((key) => key.loadedFor(epoch));
  }

  async turn(epoch: Epoch, ended: AbortSignal): Promise<void> {
    if (this.#epoch !== epoch) this.#begin(epoch);
    this.#poll(epoch);
    const now = performance.now();
    const quiet = this.#memo !== null && this.keys.every((key) => !key.inFlight && !this.#strandedKeys.isDue(key, now));
    const { engine } = this.#dependencies;
    const offer = await engine.networkKeys(epoch, quiet ? this.#memo?.overlay : undefined, ended);
    const start = await engine.epochStart(epoch);
    const current = { overlay: offer.version, certificatePresent: start?.requiresCertificate === true };
    if (start !== undefined && !adoptionMemoHit(this.#memo, current)) {
      await this.#pass(epoch, offer.keys, start);
      const strandedKeys = this.keys.filter((key) => key.stranded).length;
      this.#memo = adoptionMemoAfter({
        ...current,
        keys: offer.keys.length,
        deferredKeys: 0,
        strandedKeys,
        readError: false,
      });
      this.#dependencies.metrics.strandedKeys.set(strandedKeys);
    }
    this.#instantiate(epoch);
    await this.#strandedKeys.tell(epoch, this.keys, performance.now());
  }

  #begin(epoch: Epoch): void {
    this.#epoch = epoch;
    this.#strandedKeys.begin();
    for (const key of this.keys) key.stranded = false;
    this.#memo = null;
    this.#warned = [];
  }

  async #pass(epoch: Epoch, offered: readonly OfferedKey[], start: EpochStart): Promise<void> {
    const previousProtocolVersion = await this.#previousVersion(epoch, start);
    let missing = 0;
    for (const offer of offered) {
      const certified = start.requiresCertificate ? certifiedMaterial(start, offer.keyId) : null;
      const produced = await this.#dependencies.producedInEpoch(epoch, offer.keyId);
      missing += this.#decide(epoch, offer, { certified, produced, previousProtocolVersion });
    }
    this.#dependencies.metrics.certifiedOutputsMissing.set(missing);
  }

  /** Answers how many certified outputs of the key are not to be had. */
  #decide(
    epoch: Epoch,
    offer: OfferedKey,
    facts: { certified: KeyMaterial | null; produced: Digest | null; previousProtocolVersion: number | null },
  ): number {
    const { keyId } = offer;
    const key = this.#keys.get(keyId) ?? new AdoptedKey(keyId);
    this.#keys.set(keyId, key);
    const adoptedNow = key.adoptedEpoch === epoch ? key.adopted : null;
    const decideOn = (material: KeyMaterial): AdoptionDecision & { local: KeyMaterial } => ({
      ...decideKeyAdoption({
        keyId,
        epoch,
        local: material,
        dkgAtEpoch: offer.dkgAtEpoch,
        producedThisEpoch: facts.produced,
        certified: facts.certified,
        adopted: adoptedNow,
        instantiatedOrInFlight: key.holdsSomething,
        previousProtocolVersion: facts.previousProtocolVersion,
        warned: this.#warned,
      }),
      local: material,
    });
    const offered = decideOn({ dkg: offer.dkgOutput, reconfiguration: offer.reconfigurationOutput });
    const earlier = offered.stranded ? materialBefore(epoch, offer, facts.certified) : null;
    const decision = earlier === null ? offered : decideOn(earlier);
    const { logger } = this.#dependencies;
    if (decision.warn) {
      this.#warned.push(decision.warnKey);
      logger.warn({ epoch, keyId, rule: decision.rule, reason: decision.reason }, 'network key not adopted');
    }
    if (decision.stranded && !key.stranded) logger.warn({ epoch, keyId, rule: decision.rule }, 'network key stranded');
    key.stranded ||= decision.stranded;
    key.dataEpoch = offer.currentEpoch;
    key.rule = decision.rule;
    key.reason = decision.reason;
    if (decision.action === 'adopt') {
      key.adopted = { ...decision.local, state: offer.state };
      key.adoptedEpoch = epoch;
    }
    const short = facts.certified !== null && decision.action === 'skip' && adoptedNow === null;
    return short ? 1 : 0;
  }

  async #previousVersion(epoch: Epoch, start: EpochStart): Promise<number | null> {
    const { engine } = this.#dependencies;
    // Under a version that certifies nothing, each epoch takes the offered copy, as the first one after it does.
    if ((await engine.protocolVersion(epoch)) === CHAIN_DRIVEN_VERSION) return CHAIN_DRIVEN_VERSION;
    if (start.requiresCertificate || epoch === 0) return null;
    return (await engine.protocolVersion(epoch - 1)) ?? null;
  }

  #instantiate(epoch: Epoch): void {
    const { instantiate, metrics, logger, signal } = this.#dependencies;
    for (const key of this.keys) {
      if (key.adoptedEpoch !== epoch) continue;
      const reason = key.start(instantiate, epoch, signal, performance.now());
      if (reason === null) continue;
      metrics.instantiationFailed(reason);
      logger.warn({ epoch, keyId: key.keyId, dataEpoch: key.dataEpoch }, 'network key offered of another epoch');
    }
    metrics.instantiationsInFlight.set(this.keys.filter((key) => key.inFlight).length);
  }

  #poll(epoch: Epoch): void {
    const { metrics, logger } = this.#dependencies;
    for (const key of this.keys) {
      const ended = key.poll(performance.now());
      if (ended === null) continue;
      metrics.instantiationDuration.observe(ended.durationMs / MILLISECONDS);
      if (ended.result.outcome === 'failed') {
        const { reason } = ended.result;
        metrics.instantiationFailed(reason);
        logger.error({ epoch, keyId: key.keyId, reason }, 'network key cannot be instantiated; other bytes are needed');
      } else {
        logger.info({ epoch, keyId: key.keyId, rule: key.rule }, 'network key instantiated');
      }
    }
    const loaded = this.keys.length > 0 && this.keys.every((key) => key.loadedFor(epoch));
    if (loaded) metrics.loadedEpoch.set(epoch);
  }
}

/**
 * What the epoch began with, for an engine that starts after the epoch's own output is there: the certified outputs, which
 * the barrier knows to be held; of a key made in this epoch its DKG output.
 */
function materialBefore(epoch: Epoch, offer: OfferedKey, certified: KeyMaterial | null): KeyMaterial | null {
  if (certified?.dkg != null && certified.reconfiguration !== null) return certified;
  return offer.dkgAtEpoch === epoch && offer.dkgOutput !== null
    ? { dkg: offer.dkgOutput, reconfiguration: null }
    : null;
}

function certifiedMaterial({ certifiedOutputs }: EpochStart, keyId: ObjectId): KeyMaterial {
  const digestOf = (output: 'dkg' | 'reconfiguration') =>
    certifiedOutputs.find((one) => one.keyId === keyId && one.output === output)?.digest ?? null;
  return { dkg: digestOf('dkg'), reconfiguration: digestOf('reconfiguration') };
}

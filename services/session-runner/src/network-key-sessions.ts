import { setTimeout as delay } from 'node:timers/promises';
import { blobDigest, type Epoch, protocolConfiguration, type ValidatedPeer } from '@baton/protocol';
import { type Connection, sessionsQueries, sessionsWriters } from '@baton/read-model';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { type EngineInterface, EngineInterfaceError } from './engine-client.ts';
import { inputSetDigest, type OutputSource } from './output.ts';
import { awaitsSessions, type NetworkKeySession, planNetworkKeySessions, sameSession } from './plan.ts';
import type { Workload } from './runner.ts';

/** An answer that takes longer is a wait for the freeze. */
const FREEZE_SAID_MS = 500;

export interface NetworkKeySessionsDependencies {
  network: string;
  db: Connection;
  engine: EngineInterface;
  outputs: OutputSource;
  /** how long one computation takes, milliseconds */
  computeDelayMs: number;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

/** What a session that the chain awaits waits for. */
export type WaitingFor = 'freeze' | 'blobs_of_frozen_members' | 'next_committee_keys';

/**
 * Network DKG and reconfiguration. A session that was interrupted runs again with the same result, and registering the
 * same output twice changes nothing. docs/spec/producer.md#sessions
 */
export class NetworkKeySessions implements Workload {
  readonly name = 'network-key-sessions';
  readonly #dependencies: NetworkKeySessionsDependencies;
  #running: NetworkKeySession[] = [];
  #waiting: { for: WaitingFor; since: string } | null = null;
  /** A version of the keys that asks for nothing more from here: the next look waits until there is another. */
  #quiet: string | undefined;

  constructor(dependencies: NetworkKeySessionsDependencies) {
    this.#dependencies = dependencies;
  }

  get running(): readonly NetworkKeySession[] {
    return this.#running;
  }

  /** What sessions that the chain awaits wait for, since when (ISO time); null while nothing holds them up. */
  get waiting(): { for: WaitingFor; since: string } | null {
    return this.#waiting;
  }

  /** Runs whatever is due in this epoch, all keys at once. */
  async turn(epoch: Epoch, ended: AbortSignal): Promise<void> {
    const { db, engine } = this.#dependencies;
    const { version, keys } = await engine.networkKeys(epoch, this.#quiet, ended);
    this.#quiet = awaitsSessions(keys) ? undefined : version;
    if (this.#quiet !== undefined) return this.#waitFor(null);
    const chainDriven = await this.#isChainDriven(epoch);
    const frozen = chainDriven ? [] : await this.#frozenSet(epoch, ended);
    if (!chainDriven && frozen.length === 0) return;
    const reconfigures = keys.some(({ state }) => state === 'awaiting_network_reconfiguration');
    const effective = chainDriven || !reconfigures ? [] : await this.#effectiveInputs(epoch);
    const rows = await sessionsQueries.networkKeySessions(db, epoch);
    const due = planNetworkKeySessions({
      epoch,
      chainDriven,
      frozen,
      effective,
      keys,
      finished: rows.filter((row) => row.state === 'registered' || row.state === 'failed'),
    });
    if (due.length === 0 && effective !== null) {
      this.#quiet = version;
      return this.#waitFor(null);
    }
    const inputs = { dkg: frozen, reconfiguration: effective ?? [] };
    const held = await Promise.all(due.map(({ output }) => this.#inputsHeld(inputs[output])));
    const startable = due.filter((_, index) => held[index]);
    if (startable.length < due.length) this.#waitFor('blobs_of_frozen_members');
    else this.#waitFor(effective === null ? 'next_committee_keys' : null);
    const results = await Promise.allSettled(startable.map((session) => this.#run(session, inputs[session.output])));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  #waitFor(reason: WaitingFor | null): void {
    if (reason !== (this.#waiting?.for ?? null)) {
      this.#waiting = reason && { for: reason, since: new Date().toISOString() };
    }
  }

  /** Empty while the epoch has not frozen, after a wait. */
  async #frozenSet(epoch: Epoch, ended: AbortSignal): Promise<ValidatedPeer[]> {
    const said = setTimeout(() => this.#waitFor('freeze'), FREEZE_SAID_MS);
    try {
      return await this.#dependencies.engine.frozenSet(epoch, ended);
    } finally {
      clearTimeout(said);
    }
  }

  /** Null while the next committee's keys, or what is taken from the frozen set, may still change. */
  async #effectiveInputs(epoch: Epoch): Promise<ValidatedPeer[] | null> {
    const { engine } = this.#dependencies;
    return (await engine.nextCommitteeKeysFinal(epoch)) ? engine.effectiveInputs(epoch) : null;
  }

  async #isChainDriven(epoch: Epoch): Promise<boolean> {
    const version = await this.#dependencies.engine.protocolVersion(epoch);
    return version !== undefined && !protocolConfiguration(version).offChainValidatorMetadata;
  }

  /** The bytes of every input are here; a first message made without them would be wrong. */
  async #inputsHeld(inputs: readonly ValidatedPeer[]): Promise<boolean> {
    const { engine } = this.#dependencies;
    const held = await Promise.all(inputs.map(({ digest }) => engine.holdsBlob(digest)));
    return held.every(Boolean);
  }

  #run(session: NetworkKeySession, inputs: readonly ValidatedPeer[]): Promise<void> {
    const { telemetry } = this.#dependencies;
    this.#running.push(session);
    const { epoch, keyId, output } = session;
    const details = { subject: { epoch }, attributes: { 'baton.key': keyId, 'baton.output': output } };
    return withSpan(telemetry, SPANS.sessionRun, details, () => this.#compute(session, inputs)).finally(() => {
      this.#running = this.#running.filter((other) => !sameSession(other, session));
    });
  }

  async #compute(session: NetworkKeySession, inputs: readonly ValidatedPeer[]): Promise<void> {
    const { network, db, engine, outputs, computeDelayMs, logger, signal } = this.#dependencies;
    const startedAt = Date.now();
    const write = (change: { state: 'running' | 'registered' | 'failed'; lastError?: string; digest?: string }) =>
      sessionsWriters.writeNetworkKeySession(db, {
        ...session,
        state: change.state,
        outputDigest: (change.digest as Awaited<ReturnType<EngineInterface['registerOutput']>> | undefined) ?? null,
        startedAt,
        finishedAt: change.state === 'running' ? null : Date.now(),
        lastError: change.lastError ?? null,
      });
    await write({ state: 'running' });
    if (computeDelayMs > 0) await delay(computeDelayMs, undefined, { signal });
    const bytes = await outputs.produce({ network, ...session, inputs: inputSetDigest(inputs) });
    const digest = blobDigest(bytes);
    try {
      await engine.registerOutput(session, bytes);
    } catch (error) {
      if (!(error instanceof EngineInterfaceError)) throw error;
      const contradicts = error.code === 'NETWORK_KEY_OUTPUT_CONFLICT';
      await write({ state: contradicts ? 'failed' : 'running', lastError: error.code, digest });
      if (!contradicts) throw error;
      return logger.error({ ...session, digest }, 'this node holds another output of this session');
    }
    await write({ state: 'registered', digest });
    logger.info({ ...session, digest, size: bytes.length }, 'session output registered');
  }
}

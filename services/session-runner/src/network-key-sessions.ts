import { setTimeout as delay } from 'node:timers/promises';
import { blobDigest, type Epoch, protocolConfiguration, type ValidatedPeer } from '@baton/protocol';
import { type Connection, sessionsQueries, sessionsWriters } from '@baton/read-model';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import { type EngineInterface, EngineInterfaceError } from './engine-client.ts';
import { frozenSetDigest, type OutputSource } from './output.ts';
import { awaitsSessions, type NetworkKeySession, planNetworkKeySessions, sameSession } from './plan.ts';
import type { Workload } from './runner.ts';

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

/**
 * Network DKG and reconfiguration. A session that was interrupted runs again with the same result, and registering the
 * same output twice changes nothing. docs/spec/producer.md#sessions
 */
export class NetworkKeySessions implements Workload {
  readonly name = 'network-key-sessions';
  readonly #dependencies: NetworkKeySessionsDependencies;
  #running: NetworkKeySession[] = [];
  /** A version of the keys that awaits nothing: the next look waits until there is another. */
  #quiet: string | undefined;

  constructor(dependencies: NetworkKeySessionsDependencies) {
    this.#dependencies = dependencies;
  }

  get running(): readonly NetworkKeySession[] {
    return this.#running;
  }

  /** Runs whatever is due in this epoch, all keys at once. */
  async turn(epoch: Epoch, ended: AbortSignal): Promise<void> {
    const { db, engine } = this.#dependencies;
    const { version, keys } = await engine.networkKeys(epoch, this.#quiet, ended);
    this.#quiet = awaitsSessions(keys) ? undefined : version;
    if (this.#quiet !== undefined) return;
    const chainDriven = await this.#isChainDriven(epoch);
    const frozen = chainDriven ? [] : await engine.frozenSet(epoch);
    if (!chainDriven && !(await this.#inputsHeld(frozen))) return;
    const rows = await sessionsQueries.networkKeySessions(db, epoch);
    const due = planNetworkKeySessions({
      epoch,
      chainDriven,
      frozen,
      nextCommitteeKeysFinal: chainDriven || (await engine.nextCommitteeKeysFinal(epoch)),
      keys,
      finished: rows.filter((row) => row.state === 'registered' || row.state === 'failed'),
    });
    const results = await Promise.allSettled(due.map((session) => this.#run(session, frozen)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #isChainDriven(epoch: Epoch): Promise<boolean> {
    const version = await this.#dependencies.engine.protocolVersion(epoch);
    return version !== undefined && !protocolConfiguration(version).offChainValidatorMetadata;
  }

  /** Every frozen member's bytes are here; a first message made without them would be wrong. */
  async #inputsHeld(frozen: readonly ValidatedPeer[]): Promise<boolean> {
    const { engine } = this.#dependencies;
    const held = await Promise.all(frozen.map(({ digest }) => engine.holdsBlob(digest)));
    return frozen.length > 0 && held.every(Boolean);
  }

  #run(session: NetworkKeySession, frozen: readonly ValidatedPeer[]): Promise<void> {
    const { telemetry } = this.#dependencies;
    this.#running.push(session);
    const { epoch, keyId, output } = session;
    const details = { subject: { epoch }, attributes: { 'baton.key': keyId, 'baton.output': output } };
    return withSpan(telemetry, SPANS.sessionRun, details, () => this.#compute(session, frozen)).finally(() => {
      this.#running = this.#running.filter((other) => !sameSession(other, session));
    });
  }

  async #compute(session: NetworkKeySession, frozen: readonly ValidatedPeer[]): Promise<void> {
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
    const bytes = await outputs.produce({ network, ...session, frozenSet: frozenSetDigest(frozen) });
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

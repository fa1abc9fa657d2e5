import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '@baton/protocol';
import {
  type ManagedProcess,
  type NatsServer,
  type PostgresServer,
  startNats,
  startPostgres,
  temporaryFolder,
  until,
} from '@baton/testkit';
import { ChainControl } from './chain-control.ts';
import { isFounding } from './churn.ts';
import { createDatabases, preparedDatabases } from './databases.ts';
import { holdDirectory } from './directory-lock.ts';
import type { LocalnetListener } from './events.ts';
import { onChain, writeGenesis } from './genesis.ts';
import { Layout } from './layout.ts';
import { type NetworkPlan, openNetwork, type ValidatorPlan } from './network.ts';
import { type Surroundings, writeConsensusLogConfiguration, writeNodeConfiguration } from './node-configurations.ts';
import type { LocalnetOptions } from './options.ts';
import { program, root } from './programs.ts';

const CONNECTIONS_PER_VALIDATOR = 48;
const CONNECTIONS_BESIDE = 40;
/** Those of the built-in churn, and so of the default committee too; more are made when they are needed. */
const KEPT_DATABASES = Array.from({ length: 7 }, (_, index) => `validator_${index}`);
const POSTGRES_CACHE = join(root, '.cache', 'postgres');

/** A validator of the plan; its process may not run yet, or not any more. */
export interface RunningValidator {
  readonly plan: ValidatorPlan;
  readonly databaseUrl: string;
  readonly internalUrl: string;
  readonly process: ManagedProcess;
}

/** All processes of a network on this machine. */
export class Localnet {
  readonly layout: Layout;
  readonly plan: NetworkPlan;
  readonly resumed: boolean;
  nats!: NatsServer;
  postgres!: PostgresServer;
  devchain!: ManagedProcess;
  consensusLog!: ManagedProcess;
  /** All of the plan, in its order. */
  validators: RunningValidator[] = [];
  chain!: ChainAddress;
  control!: ChainControl;
  readonly #release: () => void;
  readonly #temporary: boolean;
  /** Aborts when the programs are stopped. */
  readonly #stopping = new AbortController();
  #beginning: Promise<void> = Promise.resolve();
  readonly #onEvent: LocalnetListener;

  private constructor(
    layout: Layout,
    plan: NetworkPlan,
    resumed: boolean,
    release: () => void,
    temporary: boolean,
    onEvent: LocalnetListener,
  ) {
    this.layout = layout;
    this.plan = plan;
    this.resumed = resumed;
    this.#release = release;
    this.#temporary = temporary;
    this.#onEvent = onEvent;
  }

  /** Starts everything, side by side where nothing depends on another. What was started is stopped if anything fails. */
  static async start(options: LocalnetOptions, onEvent: LocalnetListener, signal: AbortSignal): Promise<Localnet> {
    const temporary = options.dir === undefined;
    const layout = new Layout(options.dir ?? temporaryFolder('localnet'));
    for (const folder of [layout.dir, ...layout.folders]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const release = holdDirectory(layout);
    let localnet: Localnet | undefined;
    try {
      const { plan, resumed } = await openNetwork(layout, options);
      localnet = new Localnet(layout, plan, resumed, release, temporary, onEvent);
      onEvent({ event: 'starting', dir: layout.dir, validators: plan.validators.filter(isFounding).length, resumed });
      await localnet.#start(options, signal);
      return localnet;
    } catch (error) {
      if (localnet === undefined) release();
      else await localnet.close({ failed: true });
      throw error;
    }
  }

  get processes(): ManagedProcess[] {
    const all = [
      ...this.validators.map((validator) => validator.process),
      this.consensusLog,
      this.devchain,
      this.nats?.process,
      this.postgres?.process,
    ];
    return all.filter((one) => one !== undefined);
  }

  /** Stops our own programs, validators first; the log and the database stay up for who wants to look. */
  async stopPrograms(): Promise<void> {
    this.#stopping.abort();
    await this.#beginning;
    await Promise.all(this.validators.map((validator) => validator.process.stop()));
    await Promise.all([this.consensusLog?.stop(), this.devchain?.stop()]);
  }

  /** Ends everything. Of a temporary directory only the certificates stay, and after a failure all of it. */
  async close({ failed = false } = {}): Promise<void> {
    await this.stopPrograms();
    await Promise.all([this.nats?.close(), this.postgres?.close()]);
    this.#release();
    if (this.#temporary && !failed) this.layout.clear();
  }

  async kill(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.processes.map((one) => one.kill()));
    this.#release();
  }

  async #start(options: LocalnetOptions, signal: AbortSignal): Promise<void> {
    const { layout, plan } = this;
    const genesis = await writeGenesis(layout, plan);
    const devchainArgs = [
      '--port',
      '0',
      '--genesis',
      genesis,
      '--ready-file',
      layout.ready('devchain'),
      '--state-dir',
      layout.devchain,
      // The first epoch's time counts from when everybody takes part in it.
      '--hold-until',
      layout.ready('everybody'),
    ];
    this.devchain = program(layout, 'devchain', 'devchain', devchainArgs);
    await settled([
      this.#timed('postgres', () => this.#startPostgres()),
      this.#timed('nats', async () => {
        this.nats = await startNats({ dir: layout.nats, logFile: layout.log('nats') });
      }),
      this.#timed('devchain', () => this.devchain.start(signal)),
    ]);
    const around = this.#surroundings();
    this.validators = plan.validators.map((validator) => ({
      plan: validator,
      databaseUrl: around.databaseUrl(validator),
      internalUrl: `http://127.0.0.1:${validator.internalPort}`,
      process: program(layout, validator.label, 'node', [
        '--config',
        writeNodeConfiguration(layout, plan, validator, around, options),
      ]),
    }));
    const { epoch } = await this.control.state();
    const needed = this.validators.filter(({ plan: one }) => isNeededIn(one, epoch));
    await settled([
      this.#startLog(around, signal),
      ...needed.map((validator) => this.startValidator(validator, signal)),
    ]);
    this.#beginning = this.#begin(needed);
  }

  /** It opens the first epoch when that begins on the chain. */
  async #startLog(around: Surroundings, signal: AbortSignal): Promise<void> {
    const { layout, plan } = this;
    const configuration = writeConsensusLogConfiguration(layout, plan, around);
    this.consensusLog = program(layout, 'consensus-log', 'consensus-log', ['--config', configuration]);
    await this.#timed('consensus-log', () => this.consensusLog.start(signal));
  }

  /**
   * The first epoch begins once every validator takes part in it, or could have by now. The next network then gets its
   * spare data folder.
   */
  async #begin(validators: readonly RunningValidator[]): Promise<void> {
    const { signal } = this.#stopping;
    const patience = { what: 'everybody to take part', timeoutMs: BEGIN_PATIENCE_MS, signal };
    await Promise.allSettled(validators.map((validator) => until(() => takesPart(validator), patience)));
    if (signal.aborted) return;
    writeFileSync(this.layout.ready('everybody'), '');
    await this.postgres.makeSpare(signal);
  }

  async #startPostgres(): Promise<void> {
    const { layout, plan } = this;
    this.postgres = await startPostgres({
      dir: layout.postgres,
      maxConnections: CONNECTIONS_PER_VALIDATOR * plan.validators.length + CONNECTIONS_BESIDE,
      logFile: layout.log('postgres'),
      throwAway: this.#temporary,
      cache: POSTGRES_CACHE,
      prepared: await preparedDatabases(KEPT_DATABASES),
    });
    await createDatabases(this.postgres, plan.validators.map(databaseOf));
  }

  /** Where everything is found that the validators and the log need. */
  #surroundings(): Surroundings {
    const { layout, plan } = this;
    const chain = JSON.parse(readFileSync(layout.ready('devchain'), 'utf8')) as ChainAddress;
    this.chain = chain;
    this.control = new ChainControl(chain.controlUrl, (validator) => onChain(layout, plan, validator));
    return {
      natsUrl: this.nats.url,
      natsMonitorUrl: this.nats.monitorUrl,
      suiUrl: chain.url,
      systemObjectId: chain.systemObjectId,
      coordinatorObjectId: chain.coordinatorObjectId,
      databaseUrl: (validator) => this.postgres.url(databaseOf(validator)),
    };
  }

  /** Starts a validator's process where it does not run. */
  async startValidator({ plan: { label }, process }: RunningValidator, signal: AbortSignal): Promise<void> {
    if (!process.running) await this.#timed(label, () => process.start(signal));
  }

  async #timed(part: string, start: () => Promise<void>): Promise<void> {
    const since = Date.now();
    await start();
    this.#onEvent({ event: 'started', part, ms: Date.now() - since });
  }
}

/** A slow or failed validator holds the first epoch up no longer than this. */
const BEGIN_PATIENCE_MS = 15_000;

async function takesPart({ internalUrl }: RunningValidator): Promise<boolean> {
  const answer = await fetch(`${internalUrl}/v1/announcer`);
  return answer.ok && ((await answer.json()) as { epoch: number | null }).epoch !== null;
}

export interface ChainAddress {
  url: string;
  controlUrl: string;
  systemObjectId: string;
  coordinatorObjectId: string;
  devchainPackageId: string;
}

/** Whether it sits in the epoch, or in the one after it and has to make itself known. */
export function isNeededIn({ joinsAt, leavesAt }: ValidatorPlan, epoch: Epoch): boolean {
  return joinsAt <= epoch + 1 && (leavesAt === null || epoch < leavesAt);
}

function databaseOf(validator: ValidatorPlan): string {
  return validator.label.replace('-', '_');
}

/** Waits for all before it tells of the first failure, so that nothing is still starting when everything is stopped. */
async function settled(starts: Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(starts)) if (outcome.status === 'rejected') throw outcome.reason;
}

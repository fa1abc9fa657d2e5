import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { normalizeSuiAddress, toBase58 } from '@mysten/sui/utils';
import { Chain } from './chain/chain.ts';
import { ChainClock } from './chain/clock.ts';
import { hash } from './chain/digest.ts';
import { type Journal, NO_JOURNAL, openJournal } from './chain/journal.ts';
import { functionKey, MoveAbort, type MoveFunction } from './chain/move.ts';
import { GENESIS_DIGEST, ObjectStore } from './chain/object-store.ts';
import { vectorFunctions } from './chain/std.ts';
import { runTransaction } from './chain/submit.ts';
import { decodeTransaction } from './chain/transaction.ts';
import { applyControl, type ControlAction, type ControlResult, FUNDS } from './control/action.ts';
import { Faults } from './control/faults.ts';
import { controlServer, NotBegunError } from './control/server.ts';
import { createGrpcWebServer, type ServerHooks } from './grpc/server.ts';
import { coordinatorFunctions } from './ika/contracts/coordinator.ts';
import { systemFunctions } from './ika/contracts/system.ts';
import { trafficFunctions } from './ika/contracts/traffic.ts';
import type { Genesis } from './ika/genesis.ts';
import { IkaState } from './ika/ika-state.ts';
import { ikaIds, networkKeyIdOf, validatorIdOf } from './ika/packages.ts';
import { seedIka } from './ika/seed.ts';
import { executionService } from './rpc/execution.ts';
import { ledgerService } from './rpc/ledger.ts';
import { movePackageService } from './rpc/move-package.ts';
import { stateService } from './rpc/state.ts';
import { subscriptionService } from './rpc/subscription.ts';
import { type Beginning, StateDirectory } from './state-directory.ts';

export interface DevchainOptions {
  genesis: Genesis;
  /** 0 picks a free port. */
  port?: number;
  /** Of the control port, always on loopback; 0 picks a free one. */
  controlPort?: number;
  host?: string;
  /** Without it the chain lives as long as its process. */
  stateDir?: string;
  /** The first epoch of a new chain begins at `begin()`, so that its validators can come up first. */
  hold?: boolean;
  wallClock?: () => number;
  hooks?: Partial<ServerHooks>;
}

/** What users of the chain need to know; the ready file holds it. */
export interface DevchainDescription {
  url: string;
  /** Where tests and localnet act on the chain. */
  controlUrl: string;
  network: string;
  chainIdentifier: string;
  systemObjectId: string;
  coordinatorObjectId: string;
  /** Package of the traffic module, which no real network has. */
  devchainPackageId: string;
  networkKeyIds: string[];
  validators: { name: string; validatorId: string }[];
}

export interface RunningDevchain extends DevchainDescription {
  chain: Chain;
  faults: Faults;
  /** What the control port does. Throws `MoveAbort`. */
  act(action: ControlAction): ControlResult;
  /** Begins a first epoch that was held back; otherwise nothing. */
  begin(): void;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const STD = normalizeSuiAddress('0x1');
/** A held first epoch is shown to begin this much later; nothing on the chain is due before. */
const HELD_MS = 365 * 24 * 3_600_000;

/** Seeds or resumes the chain and serves it. */
export async function startDevchain(options: DevchainOptions): Promise<RunningDevchain> {
  const { genesis } = options;
  const wallClock = options.wallClock ?? Date.now;
  const ids = ikaIds(genesis.network);
  const directory = options.stateDir === undefined ? null : new StateDirectory(options.stateDir, genesis);
  const beginning = directory?.read() ?? newBeginning(wallClock(), options.hold ?? false);
  directory?.write(beginning);

  const { createdMs } = beginning;
  const store = new ObjectStore();
  const clock = new ChainClock(store, wallClock);
  clock.advanceTo(createdMs);
  const chain = new Chain(toBase58(hash(Buffer.from(`${genesis.network}/${createdMs}`))), store, clock);
  seedIka(store, ids, genesis, beginning.held ? createdMs + HELD_MS : createdMs);
  for (const account of genesis.funded) chain.balances.set(normalizeSuiAddress(account), FUNDS);

  const state = new IkaState(ids, store);
  register(chain, ids.packages.system, 'system', systemFunctions(state));
  register(chain, ids.packages.dwallet, 'coordinator', coordinatorFunctions(state));
  register(chain, ids.packages.devchain, 'traffic', trafficFunctions(state));
  register(chain, STD, 'vector', vectorFunctions);
  chain.held = beginning.beganMs === null;
  if (beginning.held && beginning.beganMs !== null) beginFirstEpoch(chain, state, beginning.beganMs);
  const journal = directory ? resume(chain, state, genesis.network, directory.journalPath) : NO_JOURNAL;
  const begin = (): void => {
    if (!chain.held) return;
    const beganMs = clock.nowMs();
    directory?.write({ ...beginning, beganMs });
    beginFirstEpoch(chain, state, beganMs);
  };

  const act = (action: ControlAction): ControlResult => {
    if (chain.held) throw new NotBegunError('the first epoch has not begun');
    const atMs = clock.nowMs();
    journal.append({ kind: 'control', atMs, action });
    return applyControl(chain, state, genesis.network, action);
  };
  const faults = new Faults(chain);

  const server = createGrpcWebServer(
    [
      ledgerService(chain, (path, ids) => faults.objects(path, ids)),
      stateService(chain),
      executionService(chain, journal),
      movePackageService(chain),
      subscriptionService(chain),
    ],
    {
      headers: () => ({
        'x-sui-chain-id': chain.chainIdentifier,
        'x-sui-chain': 'devchain',
        'x-sui-epoch': String(chain.suiEpoch),
        'x-sui-checkpoint-height': String(chain.checkpoint),
        'x-sui-timestamp-ms': String(chain.clock.nowMs()),
      }),
      intercept: (path, call) => faults.intercept(path, call),
      loses: (path) => faults.loses(path),
      onError: (path, error) => process.stderr.write(`devchain: ${path}: ${String(error)}\n`),
      ...options.hooks,
    },
  );
  const control = controlServer({ state, faults, act });
  const controlUrl = await control.listen({ host: LOOPBACK, port: options.controlPort ?? 0 });
  const host = options.host ?? LOOPBACK;
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  return {
    controlUrl,
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    network: genesis.network,
    chainIdentifier: chain.chainIdentifier,
    systemObjectId: ids.systemObjectId,
    coordinatorObjectId: ids.coordinatorObjectId,
    devchainPackageId: ids.packages.devchain,
    networkKeyIds: Array.from({ length: genesis.networkKeys }, (_, index) => networkKeyIdOf(genesis.network, index)),
    validators: genesis.validators.map(({ protocolPubkey }) => ({
      name: protocolPubkey,
      validatorId: validatorIdOf(genesis.network, protocolPubkey),
    })),
    chain,
    faults,
    act,
    begin,
    close: async () => {
      await control.close();
      await closeServer(server, journal);
    },
  };
}

function newBeginning(nowMs: number, held: boolean): Beginning {
  return { createdMs: nowMs, held, beganMs: held ? null : nowMs };
}

/** The first epoch's time counts from here on; a change like a transaction's, so that watchers see it. */
function beginFirstEpoch(chain: Chain, state: IkaState, beganMs: number): void {
  const version = chain.nextVersion();
  chain.store.transact({ digest: GENESIS_DIGEST, version }, () =>
    state.updateSystem((inner) => {
      inner.epoch_start_timestamp_ms = String(beganMs);
    }),
  );
  chain.held = false;
  chain.sealCheckpoint(version);
}

function resume(chain: Chain, state: IkaState, network: string, path: string): Journal {
  const { entries, journal } = openJournal(path);
  for (const entry of entries) {
    if (entry.kind === 'transaction') {
      runTransaction(chain, decodeTransaction(entry.bytes), entry.signatures, entry.atMs);
    } else {
      replayAction(chain, state, network, entry.action, entry.atMs);
    }
  }
  return journal;
}

/** An action that aborted when it was done aborts again. */
function replayAction(chain: Chain, state: IkaState, network: string, action: ControlAction, atMs: number): void {
  chain.clock.advanceTo(atMs);
  try {
    applyControl(chain, state, network, action);
  } catch (error) {
    if (!(error instanceof MoveAbort)) throw error;
  }
}

function register(chain: Chain, packageId: string, module: string, functions: Record<string, MoveFunction>): void {
  for (const [name, found] of Object.entries(functions)) {
    chain.functions.set(functionKey(packageId, module, name), found);
  }
}

async function closeServer(server: Server, journal: Journal): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  journal.close();
}

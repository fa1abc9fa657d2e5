import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { normalizeSuiAddress, toBase58 } from '@mysten/sui/utils';
import { Chain } from './chain/chain.ts';
import { ChainClock } from './chain/clock.ts';
import { hash } from './chain/digest.ts';
import { type Journal, NO_JOURNAL, openJournal } from './chain/journal.ts';
import { functionKey, type MoveFunction } from './chain/move.ts';
import { ObjectStore } from './chain/object-store.ts';
import { runTransaction } from './chain/submit.ts';
import { decodeTransaction } from './chain/transaction.ts';
import { writeFileDurably } from './durable-file.ts';
import { createGrpcWebServer, type ServerHooks } from './grpc/server.ts';
import { coordinatorFunctions } from './ika/contracts/coordinator.ts';
import { stewardFunctions } from './ika/contracts/steward.ts';
import { systemFunctions } from './ika/contracts/system.ts';
import { type Genesis, parseGenesis, requireSameGenesis } from './ika/genesis.ts';
import { IkaState } from './ika/ika-state.ts';
import { ikaIds, networkKeyIdOf, validatorIdOf } from './ika/packages.ts';
import { seedIka } from './ika/seed.ts';
import { executionService } from './rpc/execution.ts';
import { ledgerService } from './rpc/ledger.ts';
import { movePackageService } from './rpc/move-package.ts';
import { stateService } from './rpc/state.ts';
import { subscriptionService } from './rpc/subscription.ts';

export interface DevchainOptions {
  genesis: Genesis;
  /** 0 picks a free port. */
  port?: number;
  host?: string;
  /** Without it the chain lives as long as its process. */
  stateDir?: string;
  wallClock?: () => number;
  hooks?: Partial<ServerHooks>;
}

/** What users of the chain need to know; the ready file holds it. */
export interface DevchainDescription {
  url: string;
  network: string;
  chainIdentifier: string;
  systemObjectId: string;
  coordinatorObjectId: string;
  stewardPackageId: string;
  networkKeyIds: string[];
  validators: { name: string; validatorId: string }[];
}

export interface RunningDevchain extends DevchainDescription {
  chain: Chain;
  close(): Promise<void>;
}

const FUNDS = 1_000_000_000_000n;
const GENESIS_FILE = 'genesis.json';
const JOURNAL_FILE = 'transactions.jsonl';

/** Seeds or resumes the chain and serves it. */
export async function startDevchain(options: DevchainOptions): Promise<RunningDevchain> {
  const { genesis } = options;
  const wallClock = options.wallClock ?? Date.now;
  const ids = ikaIds(genesis.network);
  const startMs = options.stateDir ? openState(options.stateDir, genesis, wallClock) : wallClock();
  const store = new ObjectStore();
  const clock = new ChainClock(store, wallClock);
  const chain = new Chain(toBase58(hash(Buffer.from(`${genesis.network}/${startMs}`))), store, clock);
  clock.advanceTo(startMs);
  seedIka(store, ids, genesis, startMs);
  for (const account of [genesis.steward, ...genesis.funded]) chain.balances.set(normalizeSuiAddress(account), FUNDS);

  const state = new IkaState(ids, store);
  register(chain, ids.packages.system, 'system', systemFunctions(state));
  register(chain, ids.packages.dwallet, 'coordinator', coordinatorFunctions(state));
  register(chain, ids.packages.devchain, 'steward', stewardFunctions(state, normalizeSuiAddress(genesis.steward)));
  const journal = options.stateDir ? resume(chain, join(options.stateDir, JOURNAL_FILE)) : NO_JOURNAL;

  const server = createGrpcWebServer(
    [
      ledgerService(chain),
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
      onError: (path, error) => process.stderr.write(`devchain: ${path}: ${String(error)}\n`),
      ...options.hooks,
    },
  );
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    network: genesis.network,
    chainIdentifier: chain.chainIdentifier,
    systemObjectId: ids.systemObjectId,
    coordinatorObjectId: ids.coordinatorObjectId,
    stewardPackageId: ids.packages.devchain,
    networkKeyIds: Array.from({ length: genesis.networkKeys }, (_, index) => networkKeyIdOf(genesis.network, index)),
    validators: genesis.validators.map(({ protocolPubkey }) => ({
      name: protocolPubkey,
      validatorId: validatorIdOf(genesis.network, protocolPubkey),
    })),
    chain,
    close: () => closeServer(server, journal),
  };
}

/** The start of a chain is kept beside its genesis: both are needed to arrive at the same state again. */
function openState(stateDir: string, genesis: Genesis, wallClock: () => number): number {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, GENESIS_FILE);
  if (existsSync(path)) {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as { startMs: number; genesis: unknown };
    requireSameGenesis(parseGenesis(stored.genesis), genesis);
    return stored.startMs;
  }
  const startMs = wallClock();
  writeFileDurably(path, `${JSON.stringify({ startMs, genesis }, null, 2)}\n`);
  return startMs;
}

function resume(chain: Chain, path: string): Journal {
  const { entries, journal } = openJournal(path);
  for (const { atMs, bytes, signatures } of entries) {
    runTransaction(chain, decodeTransaction(bytes), signatures, atMs);
  }
  return journal;
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

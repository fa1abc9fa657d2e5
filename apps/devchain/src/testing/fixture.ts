import type { DWalletCheckpointMessageKind, ObjectId, SystemCheckpointMessageKind } from '@baton/protocol';
import {
  type ChainOperation,
  type ChainView,
  type CheckpointTarget,
  connectSui,
  createChainReader,
  createChainWriter,
  type IkaChainReader,
  type TransactionOutcome,
} from '@baton/sui-client';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { type DevchainOptions, type RunningDevchain, startDevchain } from '../devchain.ts';
import type { Genesis } from '../ika/genesis.ts';
import { certifiedCheckpoint } from './checkpoint.ts';
import { testGenesis, testValidator } from './genesis.ts';

/** Pays for what a test sends. */
export const testPayer = Ed25519Keypair.fromSecretKey(new Uint8Array(32).fill(7));
const DEADLINE_MS = 30_000;
/** Test validators that a committee may hold. */
const KNOWN_VALIDATORS = 16;

export interface ChainFixture {
  devchain: RunningDevchain;
  reader: IkaChainReader;
  /** The chain's machine time, moved by the test. */
  time: { ms: number };
  submit(operation: ChainOperation): Promise<TransactionOutcome>;
  read(): Promise<ChainView>;
  /** The next checkpoint of that contract, certified by test validators of the genesis, in its order of stake. */
  checkpoint(target: 'dwallet', messages: DWalletCheckpointMessageKind[]): Promise<TransactionOutcome>;
  checkpoint(target: 'system', messages: SystemCheckpointMessageKind[]): Promise<TransactionOutcome>;
  /** From anywhere in an epoch to the next, with what a network would do. Outputs are `output` for every key. */
  runEpoch(output?: Uint8Array): Promise<void>;
}

export interface FixtureOptions extends Omit<DevchainOptions, 'genesis' | 'wallClock'> {
  genesis?: Partial<Genesis> & { count?: number };
  time?: { ms: number };
}

export async function chainFixture(options: FixtureOptions = {}): Promise<ChainFixture> {
  const { genesis: overrides, time = { ms: 1_000_000 }, ...rest } = options;
  const genesis = testGenesis({ funded: [testPayer.toSuiAddress()], ...overrides });
  const devchain = await startDevchain({ genesis, wallClock: () => time.ms, ...rest });
  const client = connectSui(devchain.url);
  const { systemObjectId, coordinatorObjectId, devchainPackageId } = devchain;
  const ids = { systemObjectId, coordinatorObjectId };
  const reader = createChainReader({ ...ids, userSessions: true }, { client });
  const signer = {
    address: testPayer.toSuiAddress(),
    sign: async (bytes: Uint8Array) => (await testPayer.signTransaction(bytes)).signature,
  };
  const writer = createChainWriter({ ...ids, devchainPackageId }, { client, signer });
  const signal = (): AbortSignal => AbortSignal.timeout(DEADLINE_MS);
  const submit = (operation: ChainOperation) => writer.submit(operation, signal());
  const read = () => reader.readView(signal());

  async function checkpoint(target: CheckpointTarget, messages: unknown[]): Promise<TransactionOutcome> {
    const view = await read();
    const last = target === 'system' ? view.lastCheckpoint.system : view.lastCheckpoint.coordinator;
    const seats = view.committee.members.map(({ name }) => testNumber(name));
    return submit(
      certifiedCheckpoint({
        kind: target,
        epoch: view.epoch,
        sequenceNumber: last + 1,
        committee: seats,
        signers: seats.slice(0, view.committee.quorumThreshold),
        messages,
      } as Parameters<typeof certifiedCheckpoint>[0]),
    );
  }
  const numbers = new Map(
    Array.from({ length: KNOWN_VALIDATORS }, (_, index) => [testValidator(index).protocolPubkey, index] as const),
  );
  function testNumber(name: string): number {
    const number = numbers.get(name);
    if (number === undefined) throw new Error(`${name} is no test validator`);
    return number;
  }

  async function runEpoch(output: Uint8Array = Uint8Array.of(1)): Promise<void> {
    const start = await read();
    const expectDone = async (outcome: Promise<TransactionOutcome>) => {
      const result = await outcome;
      if (result.kind !== 'success') throw new Error(JSON.stringify(result));
    };
    const keys = start.networkKeys;
    time.ms = Math.max(time.ms, start.epochStartMs + start.epochDurationMs / 2);
    if (start.nextCommittee === null) await expectDone(submit({ kind: 'initiate_mid_epoch_reconfiguration' }));
    const fresh = keys.filter((key) => key.state === 'awaiting_network_dkg');
    if (fresh.length > 0) {
      const dkgs = fresh.map(({ keyId }) => networkOutput('respond_network_dkg_output', keyId, output));
      await expectDone(checkpoint('dwallet', dkgs));
    }
    const keyIds = keys.map((key) => key.keyId);
    if (keyIds.length > 0) {
      await expectDone(submit({ kind: 'request_network_key_reconfiguration', keyIds }));
      const outputs = keyIds.map((keyId) => networkOutput('respond_network_reconfiguration_output', keyId, output));
      await expectDone(checkpoint('dwallet', outputs));
    }
    time.ms = Math.max(time.ms, start.epochStartMs + start.epochDurationMs);
    await expectDone(submit({ kind: 'lock_epoch_sessions' }));
    await expectDone(checkpoint('dwallet', [{ kind: 'end_of_publish' }]));
    await expectDone(checkpoint('system', [{ kind: 'end_of_publish' }]));
    await expectDone(submit({ kind: 'advance_epoch' }));
  }
  return { devchain, reader, time, submit, read, checkpoint, runEpoch };
}

type NetworkOutputKind = 'respond_network_dkg_output' | 'respond_network_reconfiguration_output';

export function networkOutput(
  kind: NetworkOutputKind,
  keyId: string,
  publicOutput: Uint8Array,
): DWalletCheckpointMessageKind {
  return {
    kind,
    keyId: keyId as ObjectId,
    publicOutput,
    supportedCurves: [0, 1, 2, 3],
    isLast: true,
    rejected: false,
    sessionSequenceNumber: 0,
  };
}

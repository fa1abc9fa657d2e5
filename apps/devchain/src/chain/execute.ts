import { bcs } from '@mysten/sui/bcs';
import { fromBase64, normalizeSuiAddress } from '@mysten/sui/utils';
import { coinValue } from './admission.ts';
import type { Chain } from './chain.ts';
import { hash } from './digest.ts';
import { idBytes } from './dynamic-field.ts';
import { functionKey, MoveAbort, type MoveContext, type MoveValue } from './move.ts';
import type { ChangeSet } from './object-store.ts';
import { type Argument, type CallArg, type Command, programmableOf, type TransactionV1 } from './transaction.ts';

export interface ChainEvent {
  eventType: string;
  contents: Uint8Array;
}

export interface Execution {
  version: bigint;
  failure: { abort: MoveAbort; command: number; packageId: string } | null;
  changes: ChangeSet;
  events: readonly ChainEvent[];
  results: readonly (readonly MoveValue[])[];
  gasUsed: bigint;
  gasObjectId: string | null;
}

/** Every transaction costs the same. */
const GAS_USED = 1_000_000n;
const FRESH_ID_TAG = 0xf1;

/** Runs the commands in order; an abort undoes all of them and still costs gas. `keep` false leaves no trace. */
export function executeTransaction(
  chain: Chain,
  data: TransactionV1,
  digest: string,
  { keep, nowMs }: { keep: boolean; nowMs: number },
): Execution {
  const version = chain.nextVersion();
  const run = new ProgrammableRun(chain, data, digest, nowMs);
  let failure: Execution['failure'] = null;
  let changes = new Map<string, ReturnType<typeof chain.store.get>>();
  try {
    changes = new Map(chain.store.transact({ digest, version, keep }, () => run.commands()).changes);
  } catch (error) {
    if (!(error instanceof MoveAbort)) throw error;
    failure = { abort: error, ...run.position };
  }
  const gasObjectId = data.gasData.payment?.[0]?.objectId ?? null;
  if (keep) {
    const charged = chain.store.transact({ digest, version }, () => chargeGas(chain, data, gasObjectId));
    for (const [id, before] of charged.changes) if (!changes.has(id)) changes.set(id, before);
    chain.sealCheckpoint(version);
  }
  const done = failure === null;
  return {
    version,
    failure,
    changes,
    events: done ? run.events : [],
    results: done ? run.results : [],
    gasUsed: GAS_USED,
    gasObjectId,
  };
}

function chargeGas(chain: Chain, data: TransactionV1, gasObjectId: string | null): void {
  if (gasObjectId === null) {
    const owner = normalizeSuiAddress(data.gasData.owner ?? data.sender);
    chain.balances.set(owner, (chain.balances.get(owner) ?? 0n) - GAS_USED);
    return;
  }
  const coin = chain.store.get(gasObjectId);
  if (!coin) throw new Error(`gas object ${gasObjectId} vanished`);
  const left = bcs
    .u64()
    .serialize(coinValue(coin) - GAS_USED)
    .toBytes();
  chain.store.rewrite(coin.id, Buffer.concat([coin.contents.slice(0, 32), left]));
}

class ProgrammableRun {
  readonly events: ChainEvent[] = [];
  readonly results: MoveValue[][] = [];
  position = { command: 0, packageId: normalizeSuiAddress('0x0') };
  readonly #chain: Chain;
  readonly #commands: readonly Command[];
  readonly #inputs: MoveValue[];
  readonly #context: MoveContext;

  constructor(chain: Chain, data: TransactionV1, digest: string, nowMs: number) {
    const programmable = programmableOf(data);
    let fresh = 0;
    this.#chain = chain;
    this.#commands = programmable.commands;
    this.#inputs = programmable.inputs.map(inputValue);
    this.#context = {
      store: chain.store,
      sender: normalizeSuiAddress(data.sender),
      transactionDigest: digest,
      nowMs,
      freshId: () => {
        const counter = bcs.u64().serialize(fresh++).toBytes();
        const bytes = hash(Uint8Array.of(FRESH_ID_TAG), bcs.ObjectDigest.serialize(digest).toBytes(), counter);
        return `0x${Buffer.from(bytes).toString('hex')}`;
      },
      emit: (eventType, contents) => this.events.push({ eventType, contents }),
    };
  }

  commands(): void {
    for (const [index, command] of this.#commands.entries()) {
      this.position = { command: index, packageId: normalizeSuiAddress(command.MoveCall?.package ?? '0x0') };
      this.results.push(this.#run(command));
    }
    for (const input of this.#inputs) this.#touchShared(input);
  }

  #run(command: Command): MoveValue[] {
    if (command.MoveCall) return this.#call(command.MoveCall);
    if (command.TransferObjects) return this.#transfer(command.TransferObjects);
    if (command.MakeMoveVec) {
      return [{ kind: 'native', type: 'vector', value: command.MakeMoveVec.elements.map((one) => this.#value(one)) }];
    }
    throw new MoveAbort('devchain', command.$kind, 0, `devchain does not run ${command.$kind}`);
  }

  #call(call: NonNullable<Command['MoveCall']>): MoveValue[] {
    const { module, function: name } = call;
    const found = this.#chain.functions.get(functionKey(normalizeSuiAddress(call.package), module, name));
    if (!found) throw new MoveAbort(module, name, 0, `FunctionNotFound: ${call.package}::${module}::${name}`);
    if (found.parameters.length !== call.arguments.length) throw new MoveAbort(module, name, 0, 'ArityMismatch');
    const args = call.arguments.map((one) => this.#value(one));
    for (const [index, parameter] of found.parameters.entries()) {
      const value = args[index];
      if (parameter === '&mut' && value?.kind === 'object' && !value.mutable) {
        throw new MoveAbort(module, name, 0, `InvalidObjectByMutRef at argument ${index}`);
      }
    }
    return found.run(this.#context, args);
  }

  #transfer({ objects, address }: NonNullable<Command['TransferObjects']>): MoveValue[] {
    const to = this.#value(address);
    if (to.kind !== 'pure') throw new MoveAbort('devchain', 'TransferObjects', 0, 'the recipient is no address');
    const recipient = bcs.Address.parse(to.bytes);
    for (const value of objects.map((one) => this.#value(one))) {
      const object = value.kind === 'object' ? this.#chain.store.get(value.id) : undefined;
      if (object) this.#chain.store.put({ ...object, owner: { kind: 'address', address: recipient } });
    }
    return [];
  }

  #value(argument: Argument): MoveValue {
    const value = this.#find(argument);
    if (!value) throw new MoveAbort('devchain', 'argument', 0, `no such argument: ${JSON.stringify(argument)}`);
    return value;
  }

  #find(argument: Argument): MoveValue | undefined {
    if (argument.$kind === 'Input') return this.#inputs[argument.Input];
    if (argument.$kind === 'Result') return this.results[argument.Result]?.[0];
    if (argument.$kind === 'NestedResult') return this.results[argument.NestedResult[0]]?.[argument.NestedResult[1]];
    return undefined;
  }

  /** A shared object taken mutably gets the transaction's version whether or not it was written. */
  #touchShared(input: MoveValue): void {
    if (input.kind !== 'object' || !input.mutable) return;
    const object = this.#chain.store.get(input.id);
    if (object?.owner.kind === 'shared') this.#chain.store.put({ ...object });
  }
}

function inputValue(input: CallArg): MoveValue {
  if (input.Pure) return { kind: 'pure', bytes: fromBase64(input.Pure.bytes) };
  const shared = input.Object?.SharedObject;
  const id = shared?.objectId ?? input.Object?.ImmOrOwnedObject?.objectId ?? input.Object?.Receiving?.objectId;
  if (id === undefined) throw new MoveAbort('devchain', 'input', 0, 'unsupported input');
  return { kind: 'object', id: normalizeSuiAddress(id), mutable: shared ? shared.mutable : true };
}

/** An id as Move's `ID` value. */
export const pureId = (id: string): MoveValue => ({ kind: 'pure', bytes: idBytes(id) });

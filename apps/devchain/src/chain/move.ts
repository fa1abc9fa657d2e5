import type { ObjectStore } from './object-store.ts';

/** A Move abort: the transaction fails and leaves nothing but its gas charge. */
export class MoveAbort extends Error {
  readonly module: string;
  readonly functionName: string;
  readonly code: number;

  constructor(module: string, functionName: string, code: number, reason: string) {
    super(reason);
    this.name = 'MoveAbort';
    this.module = module;
    this.functionName = functionName;
    this.code = code;
  }
}

/** A value between the commands of a programmable transaction. */
export type MoveValue =
  | { kind: 'pure'; bytes: Uint8Array }
  | { kind: 'object'; id: string; mutable: boolean }
  /** A struct that exists only within the transaction, such as a hot potato. */
  | { kind: 'native'; type: string; value: object };

export interface MoveContext {
  store: ObjectStore;
  sender: string;
  transactionDigest: string;
  nowMs: number;
  freshId(): string;
  emit(eventType: string, contents: Uint8Array): void;
}

/** How a parameter takes its argument; a number type or vector stands for a pure argument. */
export type MoveParameter = '&' | '&mut' | 'value' | 'u8' | 'u32' | 'u64' | 'address' | 'vector<u8>' | 'bool';

export interface MoveFunction {
  parameters: readonly MoveParameter[];
  run(context: MoveContext, args: readonly MoveValue[]): MoveValue[];
}

/** Key of a function: the package's id, module and name as a call names them. */
export function functionKey(packageId: string, module: string, name: string): string {
  return `${packageId}::${module}::${name}`;
}

import {
  aggregateBls,
  type BlsSignature,
  type CheckpointKind,
  checkpointSigningBytes,
  type DWalletCheckpointMessageKind,
  encodeDWalletCheckpoint,
  encodeSystemCheckpoint,
  type SystemCheckpointMessageKind,
  signBls,
} from '@baton/protocol';
import type { ChainOperation } from '@baton/sui-client';
import { testSecret } from './genesis.ts';

export interface TestCheckpoint {
  epoch: number;
  sequenceNumber: number;
  /** Places in the committee, in chain order, with the number of the test validator that sits there. */
  committee: readonly number[];
  /** Validators that sign. */
  signers: readonly number[];
}

/** One validator's signature over a checkpoint's contents. */
export function signContents(
  kind: CheckpointKind,
  epoch: number,
  contents: Uint8Array,
  validator: number,
): BlsSignature {
  return signBls(testSecret(validator), checkpointSigningBytes(kind, { epoch, contents }));
}

/** A checkpoint that these validators certified, ready to be submitted. */
export function certifiedCheckpoint(
  given: TestCheckpoint &
    (
      | { kind: 'dwallet'; messages: DWalletCheckpointMessageKind[] }
      | { kind: 'system'; messages: SystemCheckpointMessageKind[] }
    ),
): Extract<ChainOperation, { kind: 'process_checkpoint' }> {
  const { kind, epoch, sequenceNumber } = given;
  const message =
    given.kind === 'dwallet'
      ? encodeDWalletCheckpoint({ epoch, sequenceNumber, messages: given.messages })
      : encodeSystemCheckpoint({ epoch, sequenceNumber, messages: given.messages });
  return { kind: 'process_checkpoint', target: kind, sequenceNumber, message, ...signed(given, kind, message) };
}

function signed({ epoch, committee, signers }: TestCheckpoint, kind: CheckpointKind, contents: Uint8Array) {
  const bytes = checkpointSigningBytes(kind, { epoch, contents });
  const signersBitmap = new Uint8Array(Math.ceil(committee.length / 8));
  for (const [seat, validator] of committee.entries()) {
    if (signers.includes(validator)) signersBitmap[seat >> 3]! |= 1 << (seat & 7);
  }
  const signatures = signers.map((validator) => signBls(testSecret(validator), bytes));
  return { signature: aggregateBls(signatures), signersBitmap };
}

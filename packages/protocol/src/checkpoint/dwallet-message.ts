import { struct, taggedUnion, vector } from '../bcs/composites.ts';
import { type Codec, decodeStrict, encode } from '../bcs/index.ts';
import { bool, byteVector, prefixedHex, u32, u64 } from '../bcs/primitives.ts';
import { type Epoch, OBJECT_ID_BYTES, type ObjectId, type SequenceNumber } from '../identifiers.ts';

/** One slice of a network key's public output; `isLast` completes it. */
export interface NetworkKeyOutputSlice {
  keyId: ObjectId;
  publicOutput: Uint8Array;
  supportedCurves: number[];
  isLast: boolean;
  rejected: boolean;
  sessionSequenceNumber: SequenceNumber;
}

/** The result of a user session. */
export interface SignOutput {
  dwalletId: ObjectId;
  signId: ObjectId;
  signature: Uint8Array;
  isFutureSign: boolean;
  rejected: boolean;
  sessionSequenceNumber: SequenceNumber;
}

/** What a dWallet checkpoint tells the coordinator: the kinds this product sends, in the chain's own layout. */
export type DWalletCheckpointMessageKind =
  | ({ kind: 'respond_sign' } & SignOutput)
  | ({ kind: 'respond_network_dkg_output' } & NetworkKeyOutputSlice)
  | ({ kind: 'respond_network_reconfiguration_output' } & NetworkKeyOutputSlice)
  | { kind: 'end_of_publish' };

export interface DWalletCheckpointMessage {
  epoch: Epoch;
  sequenceNumber: SequenceNumber;
  messages: DWalletCheckpointMessageKind[];
}

/** The chain's kinds that this product never sends; a message with one is refused by name. */
const NOT_USED: Readonly<Record<number, string>> = {
  0: 'RespondDWalletDKGFirstRoundOutput',
  1: 'RespondDWalletDKGSecondRoundOutput',
  2: 'RespondDWalletEncryptedUserShare',
  3: 'RespondMakeDWalletUserSecretKeySharesPublic',
  4: 'RespondDWalletImportedKeyVerificationOutput',
  5: 'RespondDWalletPresign',
  7: 'RespondDWalletPartialSignatureVerificationOutput',
  10: 'SetMaxActiveSessionsBuffer',
  11: 'SetGasFeeReimbursementSuiSystemCallValue',
  13: 'RespondDWalletDKGOutput',
};

/** The chain keeps ids in these messages as byte strings. */
const idBytes = prefixedHex<ObjectId>('ObjectId bytes', OBJECT_ID_BYTES, '0x');

const sliceFields = struct<NetworkKeyOutputSlice>('NetworkKeyOutputSlice', {
  keyId: idBytes,
  publicOutput: byteVector,
  supportedCurves: vector(u32),
  isLast: bool,
  rejected: bool,
  sessionSequenceNumber: u64,
});

const kindCodec: Codec<DWalletCheckpointMessageKind> = taggedUnion<'kind', DWalletCheckpointMessageKind>(
  'DWalletCheckpointMessageKind',
  'kind',
  {
    respond_sign: {
      tag: 6,
      fields: struct<SignOutput>('SignOutput', {
        dwalletId: idBytes,
        signId: idBytes,
        signature: byteVector,
        isFutureSign: bool,
        rejected: bool,
        sessionSequenceNumber: u64,
      }),
    },
    respond_network_dkg_output: { tag: 8, fields: sliceFields },
    respond_network_reconfiguration_output: { tag: 9, fields: sliceFields },
    end_of_publish: { tag: 12, fields: struct<object>('EndOfPublish', {}) },
  },
  NOT_USED,
);

export const dwalletCheckpointMessageCodec: Codec<DWalletCheckpointMessage> = struct('DWalletCheckpointMessage', {
  epoch: u64,
  sequenceNumber: u64,
  messages: vector(kindCodec),
});

/** No checkpoint's contents may be longer: room for the outputs of a few network keys. */
export const MAX_CHECKPOINT_CONTENTS_BYTES = 64 * 1024 * 1024;

/** The contents that members sign and the coordinator reads. */
export function encodeDWalletCheckpoint(message: DWalletCheckpointMessage): Uint8Array<ArrayBuffer> {
  return encode(dwalletCheckpointMessageCodec, message);
}

/** Throws the codes of strict decoding; a kind that is not used here is `UNKNOWN_KIND` with its name. */
export function decodeDWalletCheckpoint(bytes: Uint8Array): DWalletCheckpointMessage {
  return decodeStrict(dwalletCheckpointMessageCodec, bytes, MAX_CHECKPOINT_CONTENTS_BYTES);
}

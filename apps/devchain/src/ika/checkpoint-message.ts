import { Bytes, parseExact } from '@baton/sui-client/layout';
import { type BcsType, bcs } from '@mysten/bcs';

/**
 * What quorum-certified checkpoints carry, as the contracts peel it off: the order of variants and of their fields is
 * Ika's wire. Kinds that devchain does not play are decoded and refused by name.
 */

const Curves = bcs.vector(bcs.u32());
const networkOutput = (name: string) =>
  bcs.struct(name, {
    dwallet_network_encryption_key_id: Bytes,
    public_output: Bytes,
    supported_curves: Curves,
    is_last: bcs.bool(),
    rejected: bcs.bool(),
    session_sequence_number: bcs.u64(),
  });
const session = { rejected: bcs.bool(), session_sequence_number: bcs.u64() };

export const DWalletMessage = bcs.enum('DWalletCheckpointMessageKind', {
  RespondDWalletDKGFirstRoundOutput: bcs.struct('DKGFirstRoundOutput', {
    dwallet_id: Bytes,
    output: Bytes,
    ...session,
  }),
  RespondDWalletDKGSecondRoundOutput: bcs.struct('DWalletDKGSecondRoundOutput', {
    dwallet_id: Bytes,
    encrypted_secret_share_id: Bytes,
    output: Bytes,
    ...session,
  }),
  RespondDWalletEncryptedUserShare: bcs.struct('EncryptedUserShareOutput', {
    dwallet_id: Bytes,
    encrypted_user_secret_key_share_id: Bytes,
    ...session,
  }),
  RespondMakeDWalletUserSecretKeySharesPublic: bcs.struct('MakeDWalletUserSecretKeySharesPublicOutput', {
    dwallet_id: Bytes,
    public_user_secret_key_shares: Bytes,
    ...session,
  }),
  RespondDWalletImportedKeyVerificationOutput: bcs.struct('DWalletImportedKeyVerificationOutput', {
    dwallet_id: Bytes,
    public_output: Bytes,
    encrypted_user_secret_key_share_id: Bytes,
    ...session,
  }),
  RespondDWalletPresign: bcs.struct('PresignOutput', {
    dwallet_id: bcs.option(Bytes),
    presign_id: Bytes,
    presign: Bytes,
    ...session,
  }),
  RespondDWalletSign: bcs.struct('SignOutput', {
    dwallet_id: Bytes,
    sign_id: Bytes,
    signature: Bytes,
    is_future_sign: bcs.bool(),
    ...session,
  }),
  RespondDWalletPartialSignatureVerificationOutput: bcs.struct('PartialSignatureVerificationOutput', {
    dwallet_id: Bytes,
    partial_centralized_signed_message_id: Bytes,
    ...session,
  }),
  RespondDWalletMPCNetworkDKGOutput: networkOutput('MPCNetworkDKGOutput'),
  RespondDWalletMPCNetworkReconfigurationOutput: networkOutput('MPCNetworkReconfigurationOutput'),
  SetMaxActiveSessionsBuffer: bcs.u64(),
  SetGasFeeReimbursementSuiSystemCallValue: bcs.u64(),
  EndOfPublish: null,
  RespondDWalletDKGOutput: bcs.struct('DWalletDKGOutput', {
    dwallet_id: Bytes,
    output: Bytes,
    encrypted_secret_share_id: bcs.option(Bytes),
    sign_id: bcs.option(Bytes),
    signature: Bytes,
    ...session,
  }),
});
export type DWalletMessage = typeof DWalletMessage.$inferType;
export type NetworkOutput = NonNullable<DWalletMessage['RespondDWalletMPCNetworkDKGOutput']>;
export type SignOutput = NonNullable<DWalletMessage['RespondDWalletSign']>;

export const SystemMessage = bcs.enum('SystemCheckpointMessageKind', {
  SetNextConfigVersion: bcs.u64(),
  SetEpochDurationMs: bcs.u64(),
  SetStakeSubsidyStartEpoch: bcs.u64(),
  SetStakeSubsidyRate: bcs.u16(),
  SetStakeSubsidyPeriodLength: bcs.u64(),
  SetMinValidatorCount: bcs.u64(),
  SetMaxValidatorCount: bcs.u64(),
  SetMinValidatorJoiningStake: bcs.u64(),
  SetMaxValidatorChangeCount: bcs.u64(),
  SetRewardSlashingRate: bcs.u16(),
  EndOfPublish: null,
  SetApprovedUpgrade: bcs.struct('SetApprovedUpgrade', { package_id: Bytes, digest: bcs.option(Bytes) }),
  SetOrRemoveWitnessApprovingAdvanceEpochMessageType: bcs.struct('SetOrRemoveWitness', {
    witness_type: bcs.string(),
    remove: bcs.bool(),
  }),
});
export type SystemMessage = typeof SystemMessage.$inferType;

function checkpointOf<T, Input>(name: string, message: BcsType<T, Input>) {
  return bcs.struct(name, { epoch: bcs.u64(), sequence_number: bcs.u64(), messages: bcs.vector(message) });
}

export const DWalletCheckpoint = checkpointOf('DWalletCheckpointMessage', DWalletMessage);
export const SystemCheckpoint = checkpointOf('SystemCheckpointMessage', SystemMessage);

export const decodeDWalletCheckpoint = (bytes: Uint8Array) => parseExact(DWalletCheckpoint, bytes);
export const decodeSystemCheckpoint = (bytes: Uint8Array) => parseExact(SystemCheckpoint, bytes);

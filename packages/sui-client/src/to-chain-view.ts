import {
  type AuthorityName,
  authorityName,
  type CommitteeSnapshot,
  type ConsensusKey,
  consensusKey,
  objectId,
  toHex,
} from '@baton/protocol';
import type { ChainView, NetworkKeyState, NetworkKeyView, ValidatorAddress } from './chain-view.ts';
import { sameCommittee } from './consistency.ts';
import { ChainError } from './errors.ts';
import { compressG1 } from './layout/g1.ts';
import type { BlsCommittee, CoordinatorInner, NetworkEncryptionKey, Validator } from './layout/index.ts';
import { peerUrlOf } from './peer-address.ts';
import { quantity } from './quantity.ts';
import type { RawState } from './raw-state.ts';

/** The contracts count one vote per member. */
const MEMBER_STAKE = 1;

const KEY_STATES: Readonly<Record<NetworkEncryptionKey['state']['$kind'], NetworkKeyState>> = {
  AwaitingNetworkDKG: 'awaiting_network_dkg',
  NetworkDKGCompleted: 'network_dkg_completed',
  AwaitingNetworkReconfiguration: 'awaiting_network_reconfiguration',
  NetworkReconfigurationCompleted: 'network_reconfiguration_completed',
};

/** Pure. Throws `MALFORMED_STATE` for a state that decodes but cannot be right; never drops a member. */
export function toChainView(state: RawState): ChainView {
  const { systemInner: system, coordinatorInner: coordinator } = state;
  const set = system.validator_set;
  const epoch = quantity(system.epoch, 'epoch');
  const next = publishedNextCommittee(set.next_epoch_active_committee, coordinator);
  const previous = set.previous_committee.members.length > 0 && epoch > 0 ? set.previous_committee : null;
  const sessions = coordinator.sessions_manager;
  const { user_sessions_keeper: user, system_sessions_keeper: systemKeeper } = sessions;
  return {
    epoch,
    committee: snapshotOf(set.active_committee, epoch, state.validators, currentKey),
    addresses: addressesOf(set.active_committee, state.validators, (info) => info.p2p_address),
    protocolVersion: quantity(system.protocol_version, 'protocol version'),
    nextProtocolVersion:
      system.next_protocol_version === null ? null : quantity(system.next_protocol_version, 'next protocol version'),
    epochStartMs: quantity(system.epoch_start_timestamp_ms, 'epoch start'),
    epochDurationMs: quantity(system.epoch_duration_ms, 'epoch duration'),
    clockMs: state.clockMs,
    nextCommittee: next && snapshotOf(next, epoch + 1, state.validators, upcomingKey),
    nextAddresses: next
      ? addressesOf(next, state.validators, (info) => info.next_epoch_p2p_address ?? info.p2p_address)
      : [],
    previousCommittee: previous && snapshotOf(previous, epoch - 1, state.validators, currentKey),
    locked: sessions.locked_last_user_initiated_session_to_complete_in_current_epoch,
    userSessions: {
      started: quantity(user.started_sessions_count, 'user sessions started'),
      completed: quantity(user.completed_sessions_count, 'user sessions completed'),
      target: quantity(sessions.last_user_initiated_session_to_complete_in_current_epoch, 'session target'),
      nextSequenceNumber: quantity(user.next_session_sequence_number, 'next session'),
      maxActiveBuffer: quantity(sessions.max_active_sessions_buffer, 'session buffer'),
    },
    openUserSessions: state.openUserSessions,
    systemSessions: {
      started: quantity(systemKeeper.started_sessions_count, 'system sessions started'),
      completed: quantity(systemKeeper.completed_sessions_count, 'system sessions completed'),
    },
    networkKeys: state.networkKeys.map(networkKeyView),
    reconfiguredKeys: quantity(
      coordinator.epoch_dwallet_network_encryption_keys_reconfiguration_completed,
      'reconfigured keys',
    ),
    pricingVotesOpen: coordinator.pricing_and_fee_manager.pricing_calculation_votes !== null,
    receivedEndOfPublish: {
      system: system.received_end_of_publish,
      coordinator: coordinator.received_end_of_publish,
    },
    lastCheckpoint: {
      system: quantity(system.last_processed_checkpoint_sequence_number, 'system checkpoint'),
      coordinator: quantity(coordinator.last_processed_checkpoint_sequence_number, 'coordinator checkpoint'),
    },
    objectVersions: state.objectVersions,
  };
}

/** Chosen only once both contracts say so and agree. */
function publishedNextCommittee(system: BlsCommittee | null, coordinator: CoordinatorInner): BlsCommittee | null {
  const other = coordinator.next_epoch_active_committee;
  return system && other && sameCommittee(system, other) ? system : null;
}

type ValidatorInfo = Validator['validator_info'];

/** Consensus keys rotate at epoch boundaries only. */
const currentKey = (info: ValidatorInfo): Uint8Array => info.consensus_pubkey_bytes;
const upcomingKey = (info: ValidatorInfo): Uint8Array =>
  info.next_epoch_consensus_pubkey_bytes ?? info.consensus_pubkey_bytes;

function snapshotOf(
  committee: BlsCommittee,
  epoch: number,
  validators: RawState['validators'],
  keyOf: (info: ValidatorInfo) => Uint8Array,
): CommitteeSnapshot {
  return {
    epoch,
    members: committee.members.map((member) => ({
      name: nameOf(member),
      stake: MEMBER_STAKE,
      consensusKey: consensusKeyOf(keyOf(infoOf(member, validators))),
    })),
    quorumThreshold: quantity(committee.quorum_threshold, 'quorum threshold'),
    validityThreshold: quantity(committee.validity_threshold, 'validity threshold'),
  };
}

function addressesOf(
  committee: BlsCommittee,
  validators: RawState['validators'],
  addressOf: (info: ValidatorInfo) => string,
): ValidatorAddress[] {
  return committee.members.map((member) => {
    const info = infoOf(member, validators);
    return {
      name: nameOf(member),
      validatorId: objectId(member.validator_id),
      validatorName: info.name,
      peerUrl: peerUrlOf(addressOf(info)),
    };
  });
}

/** The frozen member's key, not the record's: a staged rotation reaches the record one epoch before the committee. */
function nameOf({ protocol_pubkey: { bytes } }: BlsCommittee['members'][number]): AuthorityName {
  const known = names.get(bytes);
  if (known) return known;
  const name = authorityName(toHex(compressG1(bytes)));
  names.set(bytes, name);
  return name;
}

/** By the decoded key, which most readings share with the one before. */
const names = new WeakMap<Uint8Array, AuthorityName>();

function consensusKeyOf(bytes: Uint8Array): ConsensusKey {
  if (bytes.length !== 32) throw new ChainError('MALFORMED_STATE', `a consensus key has ${bytes.length} bytes`);
  return consensusKey(toHex(bytes));
}

function infoOf(member: BlsCommittee['members'][number], validators: RawState['validators']): ValidatorInfo {
  const record = validators.get(member.validator_id);
  if (!record) throw new ChainError('MALFORMED_STATE', `member ${member.validator_id} has no record`);
  return record.validator_info;
}

function networkKeyView(key: NetworkEncryptionKey): NetworkKeyView {
  return {
    keyId: objectId(key.id),
    dkgAtEpoch: quantity(key.dkg_at_epoch, 'DKG epoch'),
    state: KEY_STATES[key.state.$kind],
  };
}

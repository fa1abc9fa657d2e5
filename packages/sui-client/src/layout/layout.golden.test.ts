import { blake2b256 } from '@baton/protocol';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import { compressG1 } from './g1.ts';
import {
  CoordinatorInner,
  ExtendedFieldKey,
  Field,
  NetworkEncryptionKey,
  PendingActiveSet,
  parseExact,
  SystemInner,
  Table,
  Validator,
  ValidatorMetadata,
  Versioned,
} from './index.ts';

/** Digests and lengths that the network's own Rust types are pinned to, of values with every field filled. */
const PINS = {
  SystemInner: [778, 'b68ac624de60d0f14c7842af6e2bb205e8b4a7f94ce8d77f03d292b7b20d7382'],
  CoordinatorInner: [968, 'ef75b1f13bb56bde94de39667e2b1881a626779169d45bc98aa71512148d6a5b'],
  NetworkEncryptionKey: [134, '605dd15140b1c6c2e2437a8f8269d733407771d6288d9941ad162c996b765f55'],
} as const;

const id = (seed: number) => `0x${seed.toString(16).padStart(2, '0').repeat(32)}`;
const table = (seed: number) => ({ id: id(seed), size: seed });
const bytes = (...values: number[]) => Uint8Array.from(values);
const element = (seed: number) => ({ bytes: bytes(seed, (seed + 1) & 255) });
const entry = <K, V>(key: K, value: V) => ({ contents: [{ key, value }] });
const committee = (seed: number) => ({
  members: [{ validator_id: id(seed), protocol_pubkey: element(seed + 1) }],
  aggregated_protocol_pubkey: element(seed + 2),
  quorum_threshold: seed + 300,
  validity_threshold: seed + 400,
});
const pricing = (seed: number) => ({
  pricing_map: entry(
    { curve: seed + 1, signature_algorithm: seed + 2, protocol: seed + 3 },
    {
      fee_ika: seed + 4,
      gas_fee_reimbursement_sui: seed + 5,
      gas_fee_reimbursement_sui_for_system_calls: seed + 6,
    },
  ),
});
const keeper = (seed: number) => ({
  sessions: table(seed),
  session_events: table(seed + 1),
  started_sessions_count: seed + 10,
  completed_sessions_count: seed + 20,
  next_session_sequence_number: seed + 30,
});

const systemInner: Parameters<typeof SystemInner.serialize>[0] = {
  epoch: 1,
  epoch_start_tx_digest: bytes(2, 3, 4),
  system_object_cap: { id: id(5) },
  protocol_version: 6,
  next_protocol_version: 7,
  upgrade_caps: [{ id: id(8), package: id(9), version: 10, policy: 11 }],
  approved_upgrades: entry(id(12), bytes(13, 14)),
  validator_set: {
    total_stake: 15,
    reward_slashing_rate: 16,
    validators: table(17),
    active_committee: committee(18),
    next_epoch_active_committee: committee(21),
    previous_committee: committee(24),
    pending_active_set: { id: id(27) },
    validator_report_records: entry(id(28), { contents: [id(29)] }),
    extra_fields: table(30),
  },
  epoch_duration_ms: 31,
  stake_subsidy_start_epoch: 32,
  protocol_treasury: {
    treasury_cap: { id: id(33), total_supply: { value: 34 } },
    stake_subsidy_distribution_counter: 35,
    stake_subsidy_rate: 36,
    stake_subsidy_amount_per_distribution: 37,
    stake_subsidy_period_length: 38,
    total_supply_at_period_start: 39,
    extra_fields: table(40),
  },
  epoch_start_timestamp_ms: 41,
  last_processed_checkpoint_sequence_number: 42,
  previous_epoch_last_checkpoint_sequence_number: 43,
  total_messages_processed: 44,
  remaining_rewards: { value: 45 },
  authorized_protocol_cap_ids: [id(46)],
  witnesses_approving_advance_epoch: ['witness'],
  received_end_of_publish: true,
  extra_fields: table(47),
};

const coordinatorInner: Parameters<typeof CoordinatorInner.serialize>[0] = {
  current_epoch: 1,
  sessions_manager: {
    registered_user_session_identifiers: table(2),
    user_sessions_keeper: keeper(3),
    system_sessions_keeper: keeper(5),
    last_user_initiated_session_to_complete_in_current_epoch: 7,
    locked_last_user_initiated_session_to_complete_in_current_epoch: true,
    max_active_sessions_buffer: 8,
  },
  dwallets: table(9),
  dwallet_network_encryption_keys: table(10),
  epoch_dwallet_network_encryption_keys_reconfiguration_completed: 11,
  encryption_keys: table(12),
  presign_sessions: table(13),
  partial_centralized_signed_messages: table(14),
  pricing_and_fee_manager: {
    current: pricing(15),
    default: pricing(16),
    validator_votes: table(17),
    pricing_calculation_votes: {
      bls_committee: committee(18),
      default_pricing: pricing(21),
      working_pricing: pricing(22),
    },
    gas_fee_reimbursement_sui_system_call_value: 23,
    gas_fee_reimbursement_sui_system_call_balance: { value: 24 },
    fee_charged_ika: { value: 25 },
  },
  active_committee: committee(26),
  next_epoch_active_committee: committee(29),
  total_messages_processed: 32,
  last_processed_checkpoint_sequence_number: 33,
  previous_epoch_last_checkpoint_sequence_number: 34,
  support_config: {
    supported_curves_to_signature_algorithms_to_hash_schemes: entry(35, entry(36, [37, 38])),
    paused_curves: [39],
    paused_signature_algorithms: [40],
    paused_hash_schemes: [41],
    signature_algorithms_allowed_global_presign: [42],
  },
  received_end_of_publish: true,
  extra_fields: table(43),
};

const networkKey: Parameters<typeof NetworkEncryptionKey.serialize>[0] = {
  id: id(1),
  dkg_at_epoch: 2,
  network_dkg_public_output: { contents: { id: id(3), size: 4 } },
  reconfiguration_public_outputs: { id: id(5), size: 6 },
  dkg_params_for_network: bytes(7, 8, 9),
  supported_curves: [10, 11],
  state: { NetworkReconfigurationCompleted: true },
};

const pending = (at: number, value: number) => [entry(at, value)] as const;
const validator: Parameters<typeof Validator.serialize>[0] = {
  id: id(1),
  validator_info: {
    name: 'v',
    validator_id: id(2),
    network_address: '/dns/a/tcp/1/http',
    p2p_address: '/dns/a/udp/2',
    consensus_address: '/dns/a/udp/3',
    protocol_pubkey_bytes: bytes(4),
    protocol_pubkey: { bytes: bytes(5) },
    network_pubkey_bytes: bytes(6),
    consensus_pubkey_bytes: bytes(7),
    mpc_data_bytes: { contents: table(8) },
    next_epoch_protocol_pubkey_bytes: bytes(9),
    next_epoch_network_pubkey_bytes: bytes(10),
    next_epoch_consensus_pubkey_bytes: bytes(11),
    next_epoch_mpc_data_bytes: { contents: table(12) },
    next_epoch_network_address: 'n',
    next_epoch_p2p_address: 'p',
    next_epoch_consensus_address: 'c',
    previous_mpc_data_bytes: { contents: table(13) },
    metadata: { id: id(14) },
  },
  state: { Withdrawing: 15 },
  activation_epoch: 16,
  latest_epoch: 17,
  ika_balance: 18,
  num_shares: 19,
  pending_shares_withdraw: pending(20, 21),
  pre_active_withdrawals: pending(22, 23),
  pending_commission_rate: pending(24, 25),
  commission_rate: 26,
  exchange_rates: table(27),
  pending_stake: pending(28, 29),
  rewards_pool: { value: 30 },
  commission: { value: 31 },
  validator_cap_id: id(32),
  operation_cap_id: id(33),
  commission_cap_id: id(34),
  extra_fields: table(35),
};

/** A pending active set as a real four-validator network had it, with its dynamic field around it. */
const REAL_PENDING_ACTIVE_SET =
  'cd469f28ea7d4a66faf34ca44e2a32ca12717e39d79af89d7169dda9dcd8d56300040000000000000066000000000000000000434fd7946a000a00000000000000' +
  '0492d17c3bbc37c855e47d311f73be413d953e8792429765ff899f40d185072baa0000434fd7946a0042cb3e9037f05a5a312d539469e59a91da2f9ed6dddf7e197f' +
  '1803dbf6222d9b0000434fd7946a0035e3903f1cb93fde2005ee4983091879bfa21c193ba5ac7cf112bb0c7b77021f0000434fd7946a00a183df56e91f88e839d8da' +
  '3ca3c83a42a70c3897dfe8af7545c37875c09d5b990000434fd7946a0000000c3d5d53aa0100';

describe('layouts', () => {
  it.each([
    ['SystemInner', SystemInner.serialize(systemInner).toBytes()],
    ['CoordinatorInner', CoordinatorInner.serialize(coordinatorInner).toBytes()],
    ['NetworkEncryptionKey', NetworkEncryptionKey.serialize(networkKey).toBytes()],
  ] as const)('%s is byte for byte what the network pins', (name, encoded) => {
    expect([encoded.length, blake2b256(encoded)]).toEqual(PINS[name]);
  });

  it('decode real bytes of a network', () => {
    const { value } = parseExact(
      Field(ExtendedFieldKey, PendingActiveSet),
      Buffer.from(REAL_PENDING_ACTIVE_SET, 'hex'),
    );
    expect(value.validators).toHaveLength(4);
    expect(BigInt(value.total_stake)).toBe(value.validators.reduce((sum, one) => sum + BigInt(one.staked_amount), 0n));
  });

  it('equal those the Ika SDK generates and does not export', async () => {
    // Only a test may reach past the package's exports.
    const entryPoint = import.meta.resolve('@ika.xyz/sdk');
    const generated = async (path: string) => import(new URL(`./generated/${path}`, entryPoint).href);
    const { Validator: theirValidator } = await generated('ika_system/validator.js');
    const { PendingActiveSet: theirSet } = await generated('ika_system/pending_active_set.js');
    const { ValidatorMetadata: theirMetadata } = await generated('ika_system/validator_metadata.js');
    const { System } = await generated('ika_system/system.js');
    const metadata = { image_url: 'i', project_url: 'p', description: 'd', extra_fields: entry('k', 'v') };
    const versioned = { id: id(1), version: 2, package_id: id(3), new_package_id: id(4), migration_epoch: 5 };
    const set = parseExact(
      Field(ExtendedFieldKey, PendingActiveSet),
      Buffer.from(REAL_PENDING_ACTIVE_SET, 'hex'),
    ).value;
    expect(Validator.serialize(validator).toBytes()).toEqual(theirValidator.serialize(validator).toBytes());
    expect(PendingActiveSet.serialize(set).toBytes()).toEqual(theirSet.serialize(set).toBytes());
    expect(ValidatorMetadata.serialize(metadata).toBytes()).toEqual(theirMetadata.serialize(metadata).toBytes());
    expect(Versioned.serialize(versioned).toBytes()).toEqual(System.serialize(versioned).toBytes());
  });
});

describe('parseExact', () => {
  const encoded = Table.serialize({ id: id(1), size: 2 }).toBytes();

  it('takes the exact bytes, also out of a larger buffer', () => {
    const larger = Uint8Array.from([9, ...encoded, 9]);
    expect(parseExact(Table, larger.subarray(1, -1))).toEqual({ id: id(1), size: '2' });
  });

  it('refuses trailing bytes and truncation', () => {
    expect(() => parseExact(Table, Uint8Array.from([...encoded, 0]))).toThrow(/40 of 41/);
    expect(() => parseExact(Table, encoded.subarray(0, 39))).toThrow(/do not decode/);
    expect(() => parseExact(Table, Uint8Array.from([...encoded, 1]).subarray(0, 39))).toThrow(/Table/);
  });
});

describe('compressG1', () => {
  it('agrees with a curve library, at infinity too', () => {
    const { Point } = bls12_381.G1;
    const points = [Point.ZERO, ...Array.from({ length: 20 }, (_, n) => Point.BASE.multiply(BigInt(n + 1) * 7919n))];
    for (const point of points) expect(compressG1(point.toBytes(false))).toEqual(point.toBytes(true));
  });

  it('refuses what is no uncompressed point', () => {
    expect(() => compressG1(bls12_381.G1.Point.BASE.toBytes(true))).toThrow(/uncompressed/);
    expect(() => compressG1(new Uint8Array(0))).toThrow(/uncompressed/);
  });
});

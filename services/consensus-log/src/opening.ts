import { isDeepStrictEqual } from 'node:util';
import { type AppendMessage, StopError } from '@baton/log';
import {
  type ConsensusTransactionKind,
  committeeSnapshot,
  createCommittee,
  type Digest,
  type Epoch,
  type EpochOpened,
  encodeEnvelope,
  keyDigest,
  protocolConfiguration,
  SEQUENCER,
  signEnvelope,
} from '@baton/protocol';
import type { ChainFacts } from './chain-source.ts';
import type { SequencerSettings } from './settings.ts';

/** What an epoch takes over from the one before it. */
export interface PriorEpoch {
  protocolVersion: number;
  /** The attestation that its certificate certifies; null if it closed without one. */
  attestationDigest: Digest | null;
}

/**
 * The record that opens an epoch's stream. Throws COMMITTEE_UNSAFE, COMMITTEE_INVALID or UNSUPPORTED_PROTOCOL_VERSION:
 * such an epoch can't be served. docs/spec/log.md#records
 */
export function buildEpochOpened(
  facts: ChainFacts,
  prior: PriorEpoch | null,
  settings: SequencerSettings,
): EpochOpened {
  return {
    network: settings.network,
    epoch: facts.epoch,
    committee: committeeSnapshot(createCommittee(facts.committee)),
    configuration: protocolConfiguration(facts.protocolVersion, settings.protocolOverrides),
    previousProtocolVersion: prior?.protocolVersion ?? null,
    priorAttestationDigest: prior?.attestationDigest ?? null,
    sequencerKey: settings.sequencerKey,
    lastDwalletCheckpoint: facts.lastCheckpoint.coordinator,
    lastSystemCheckpoint: facts.lastCheckpoint.system,
  };
}

/** A stream opened before must say what the chain and this configuration say now. Throws EPOCH_CONTEXT_MISMATCH. */
export function checkEpochOpened(recorded: EpochOpened, facts: ChainFacts, settings: SequencerSettings): void {
  const expected = buildEpochOpened(facts, null, settings);
  for (const field of ['network', 'epoch', 'committee', 'configuration', 'sequencerKey'] as const) {
    if (isDeepStrictEqual(recorded[field], expected[field])) continue;
    const details = { field, recorded: recorded[field], expected: expected[field] };
    throw new StopError('EPOCH_CONTEXT_MISMATCH', `the opened epoch has another ${field} than the chain`, details);
  }
}

const NO_TRACKING_ID = '0'.repeat(16);

/** A record that only the sequencer writes, ready to be appended. */
export function sequencerMessage(
  epoch: Epoch,
  body: ConsensusTransactionKind,
  { sign }: Pick<SequencerSettings, 'sign'>,
): AppendMessage {
  const envelope = signEnvelope({ author: SEQUENCER, epoch, transaction: { trackingId: NO_TRACKING_ID, body } }, sign);
  return {
    bytes: encodeEnvelope(envelope),
    kind: body.kind,
    author: SEQUENCER,
    keyDigest: keyDigest(envelope.transaction),
    trace: {},
  };
}

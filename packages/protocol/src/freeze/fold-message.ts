import {
  type BufferChange,
  type BufferedJoiner,
  pushBufferedJoinerAnnouncement,
  reevaluateBufferedJoinerAnnouncements,
} from '../announcement/buffer.ts';
import { verifyJoinerAnnouncement } from '../announcement/joiner.ts';
import { announcementKey, type RecordAnnouncement, recordAnnouncement } from '../announcement/record.ts';
import { createCommittee } from '../committee.ts';
import { blake2b256 } from '../crypto/index.ts';
import type { Envelope } from '../envelope.ts';
import type { Commit, SequencedMessage } from '../epoch/index.ts';
import { type Digest, fromHex } from '../identifiers.ts';
import {
  announcementSigningBytes,
  type NetworkKeyDkgReadySignal,
  type NextCommitteePublished,
  type SignedValidatorMpcDataAnnouncement,
} from '../messages/index.ts';
import { recordReadySignal } from '../ready-signal/record.ts';
import type { FreezeRowChange } from './rows.ts';
import type { FreezeState } from './state.ts';

export interface FoldStep {
  state: FreezeState;
  rows: FreezeRowChange[];
}

/** Folds one message whose envelope every reader accepts. Kinds of others pass by. */
export function foldMessage(step: FoldStep, commit: Commit, message: SequencedMessage, envelope: Envelope): FoldStep {
  const { body } = envelope.transaction;
  const { context } = step.state;
  if (body.kind === 'next_committee_published') return nextCommitteePublished(step, commit, body.record);
  if (!context.configuration.offChainValidatorMetadata) return step;
  switch (body.kind) {
    case 'validator_mpc_data_announcement':
      return announce(step, {
        announcement: body.announcement,
        expectedEpoch: context.epoch,
        relayed: false,
        round: commit.round,
        sequence: message.sequence,
      });
    case 'relayed_validator_mpc_data_announcement':
      return relayed(step, commit, message, envelope, body.signed);
    case 'epoch_mpc_data_ready_signal': {
      const decision = recordReadySignal({
        stored: step.state.readySignals.get(body.signal.authority) ?? null,
        signal: body.signal,
        epoch: context.epoch,
        committee: context.committee,
        round: commit.round,
      });
      if (decision.outcome !== 'recorded') return step;
      const { authority, sequenceNumber, outsiders, round } = decision.row;
      const validatedPeers = [...decision.row.validatedPeers];
      const row = {
        epoch: context.epoch,
        authority,
        sequenceNumber,
        peerCount: validatedPeers.length,
        validatedPeers,
        outsiders,
        round,
      };
      return {
        state: { ...step.state, readySignals: new Map(step.state.readySignals).set(authority, decision.row) },
        rows: [...step.rows, { table: 'readySignal', op: 'upsert', row }],
      };
    }
    case 'network_key_dkg_ready_signal':
      return networkKeyReady(step, commit, body.signal);
    default:
      return step;
  }
}

/** Rows for buffer entries that left because their time was over. */
export function foldJoinerExpiry(step: FoldStep, change: BufferChange): FoldStep {
  return withBuffer(step, change);
}

function announce(step: FoldStep, input: Omit<RecordAnnouncement, 'stored'>): FoldStep {
  const { announcements } = step.state;
  const key = announcementKey(input.announcement.epoch, input.announcement.validator);
  const decision = recordAnnouncement({ ...input, stored: announcements.get(key) ?? null });
  if (decision.outcome === 'dropped') return step;
  const row = { ...decision.row, streamEpoch: step.state.context.epoch };
  return {
    state: { ...step.state, announcements: new Map(announcements).set(key, decision.row) },
    rows: [...step.rows, { table: 'announcement', op: 'upsert', row }],
  };
}

function relayed(
  step: FoldStep,
  commit: Commit,
  message: SequencedMessage,
  envelope: Envelope,
  signed: SignedValidatorMpcDataAnnouncement,
): FoldStep {
  const { context, nextCommittee, nowMs } = step.state;
  const expectedEpoch = context.epoch + 1;
  const verdict = verifyJoinerAnnouncement({ signed, expectedEpoch, nextCommittee: nextCommittee?.committee ?? null });
  if (verdict === 'accept') {
    const { announcement } = signed;
    return announce(step, {
      announcement,
      expectedEpoch,
      relayed: true,
      round: commit.round,
      sequence: message.sequence,
    });
  }
  // Once the next committee is recorded it is final: who is not in it will not be.
  if (verdict !== 'unregistered_joiner' || nextCommittee !== null) return step;
  const candidate: BufferedJoiner = {
    signed,
    digest: joinerCandidateDigest(signed),
    relayer: envelope.author,
    arrivedMs: nowMs ?? commit.timestampMs,
    sequence: message.sequence,
  };
  const change = pushBufferedJoinerAnnouncement({
    buffer: step.state.joinerBuffer,
    candidate,
    nowMs: candidate.arrivedMs,
    relayers: context.committee.members.length,
  });
  return withBuffer(step, change);
}

/** Tells candidates of one joiner apart: announcement and signature, whoever relayed them. */
export function joinerCandidateDigest(signed: SignedValidatorMpcDataAnnouncement): Digest {
  return blake2b256(announcementSigningBytes(signed.announcement), fromHex(signed.joinerSignature));
}

function withBuffer(step: FoldStep, change: BufferChange): FoldStep {
  const { epoch } = step.state.context;
  const rows: FreezeRowChange[] = [...step.rows];
  for (const entry of change.removed) {
    rows.push({
      table: 'joinerBuffer',
      op: 'delete',
      row: { epoch, joiner: entry.signed.announcement.validator, digest: entry.digest },
    });
  }
  for (const { signed, digest, relayer, arrivedMs } of change.added) {
    rows.push({
      table: 'joinerBuffer',
      op: 'upsert',
      row: { epoch, joiner: signed.announcement.validator, digest, relayer, arrivedMs },
    });
  }
  return { state: { ...step.state, joinerBuffer: change.buffer }, rows };
}

function nextCommitteePublished(step: FoldStep, commit: Commit, record: NextCommitteePublished): FoldStep {
  const { context, nextCommittee, joinerBuffer, nowMs } = step.state;
  if (nextCommittee !== null || record.epoch !== context.epoch || record.committee.epoch !== context.epoch + 1)
    return step;
  const committee = createCommittee(record.committee);
  const judged = reevaluateBufferedJoinerAnnouncements({
    buffer: joinerBuffer,
    expectedEpoch: context.epoch + 1,
    nextCommittee: committee,
    nowMs: nowMs ?? commit.timestampMs,
  });
  let next: FoldStep = {
    state: { ...step.state, nextCommittee: { committee, round: commit.round } },
    rows: [
      ...step.rows,
      {
        table: 'nextCommittee',
        op: 'upsert',
        row: { epoch: context.epoch, round: commit.round, committee: record.committee },
      },
    ],
  };
  next = withBuffer(next, { buffer: [], added: [], removed: joinerBuffer });
  for (const { signed, sequence } of judged.accepted) {
    const { announcement } = signed;
    next = announce(next, {
      announcement,
      expectedEpoch: context.epoch + 1,
      relayed: true,
      round: commit.round,
      sequence,
    });
  }
  return next;
}

function networkKeyReady(step: FoldStep, commit: Commit, signal: NetworkKeyDkgReadySignal): FoldStep {
  const { context, networkKeyReady: known } = step.state;
  const { keyId, authority } = signal;
  const ofKey = known.get(keyId) ?? new Map();
  if (signal.epoch !== context.epoch || ofKey.has(authority)) return step;
  const updated = new Map(known).set(keyId, new Map(ofKey).set(authority, commit.round));
  return {
    state: { ...step.state, networkKeyReady: updated },
    rows: [
      ...step.rows,
      { table: 'networkKeyReady', op: 'upsert', row: { epoch: context.epoch, keyId, authority, round: commit.round } },
    ],
  };
}

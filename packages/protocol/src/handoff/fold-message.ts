import type { Envelope } from '../envelope.ts';
import type { Commit } from '../epoch/index.ts';
import type { AuthorityName, Digest } from '../identifiers.ts';
import { attestationDigest, type HandoffSignatureMessage, type SessionOutputVote } from '../messages/index.ts';
import {
  capability,
  checkpointSignature,
  type TouchedCheckpoint,
  toDwalletCheckpoint,
  userSessionOutputs,
} from './checkpoint-messages.ts';
import { recordSessionOutputVote } from './output-votes.ts';
import type { HandoffRowChange } from './rows.ts';
import type { HandoffState } from './state.ts';
import { tallyHandoffSignature } from './tally.ts';
import { type EndOfPublishVote, recordEndOfPublishVote } from './votes.ts';

export interface HandoffStep {
  state: HandoffState;
  rows: HandoffRowChange[];
  /** Attestations whose tally this commit changed. */
  touched: ReadonlySet<Digest>;
  touchedCheckpoints: ReadonlyMap<string, TouchedCheckpoint>;
}

/**
 * Folds one message whose envelope every reader accepts. Kinds of others pass by; after the close only checkpoint
 * signatures and the end count.
 */
export function foldHandoffMessage(step: HandoffStep, commit: Commit, envelope: Envelope): HandoffStep {
  const { body } = envelope.transaction;
  const { context, close, endedRound } = step.state;
  if (endedRound !== null) return step;
  if (body.kind === 'epoch_ended') {
    if (body.record.epoch !== context.epoch) return step;
    const row = { epoch: context.epoch, endedRound: commit.round };
    return {
      ...step,
      state: { ...step.state, endedRound: commit.round },
      rows: [...step.rows, { table: 'epochEnd', op: 'upsert', row }],
    };
  }
  if (body.kind === 'dwallet_checkpoint_signature')
    return checkpointSignature(step, commit, 'dwallet', body.checkpointSignature);
  if (body.kind === 'system_checkpoint_signature')
    return checkpointSignature(step, commit, 'system', body.checkpointSignature);
  if (close !== null) return step;
  switch (body.kind) {
    case 'end_of_publish':
      return context.configuration.offChainValidatorMetadata ? step : firstVersionVote(step, commit, body.authority);
    case 'end_of_publish_v2':
      return context.configuration.offChainValidatorMetadata
        ? secondVersionVote(step, commit, body.authority, body.handoffSignature)
        : step;
    case 'session_output_vote':
      return outputVote(step, commit, body.vote);
    case 'user_session_outputs':
      return userSessionOutputs(step, commit, body.results);
    case 'capability_notification_v1':
      return capability(step, commit, body.notification);
    default:
      return step;
  }
}

/** Without off-chain metadata the vote that makes the quorum closes at once; what follows in its commit is not processed. */
function firstVersionVote(step: HandoffStep, commit: Commit, authority: AuthorityName): HandoffStep {
  const voted = vote(step, { authority, round: commit.round, attestationDigest: null, signatureAccepted: false });
  if (voted.state.votes.quorumRound === null) return voted;
  return { ...voted, state: { ...voted.state, close: { round: commit.round, reason: 'vote_quorum' } } };
}

function secondVersionVote(
  step: HandoffStep,
  commit: Commit,
  authority: AuthorityName,
  message: HandoffSignatureMessage,
): HandoffStep {
  const { context } = step.state;
  if (message.signer !== authority || message.attestation.epoch !== context.epoch) return step;
  const digest = attestationDigest(message.attestation);
  const { tally, result } = tallyHandoffSignature({
    tally: step.state.tally,
    message,
    committee: context.committee,
    digest,
  });
  const kept = result.outcome !== 'rejected' && result.outcome !== 'ignored';
  let next = step;
  if (kept) {
    const row = {
      epoch: context.epoch,
      attestationDigest: digest,
      signer: message.signer,
      signature: message.signature,
      round: commit.round,
    };
    next = {
      ...step,
      state: { ...step.state, tally },
      rows: [...step.rows, { table: 'handoffSignature', op: 'upsert', row }],
      touched: new Set(step.touched).add(digest),
    };
  }
  return vote(next, { authority, round: commit.round, attestationDigest: digest, signatureAccepted: kept });
}

function vote(step: HandoffStep, given: EndOfPublishVote): HandoffStep {
  const { context, votes } = step.state;
  if (votes.votes.has(given.authority)) return step;
  return {
    ...step,
    state: { ...step.state, votes: recordEndOfPublishVote(votes, given, context.committee) },
    rows: [...step.rows, { table: 'vote', op: 'upsert', row: { epoch: context.epoch, ...given } }],
  };
}

function outputVote(step: HandoffStep, commit: Commit, given: SessionOutputVote): HandoffStep {
  const { context } = step.state;
  if (given.epoch !== context.epoch) return step;
  const { outputs, counted, agreed } = recordSessionOutputVote(
    step.state.outputs,
    given,
    context.committee,
    commit.round,
  );
  if (!counted) return step;
  const { keyId, output, authority, digest } = given;
  const epoch = context.epoch;
  const rows: HandoffRowChange[] = [
    ...step.rows,
    { table: 'outputVote', op: 'upsert', row: { epoch, keyId, output, authority, digest, round: commit.round } },
  ];
  if (agreed === null) return { ...step, state: { ...step.state, outputs }, rows };
  rows.push({ table: 'networkKeyOutput', op: 'upsert', row: { epoch, ...agreed } });
  const item = { type: 'network_key_output' as const, keyId, output, digest: agreed.digest };
  return { ...step, state: toDwalletCheckpoint({ ...step.state, outputs }, [item]), rows };
}

import { verifyEd25519 } from '../crypto/index.ts';
import { type Envelope, envelopeSigningBytes } from '../envelope.ts';
import type { EpochContext } from '../epoch/index.ts';
import { SEQUENCER } from '../identifiers.ts';
import { type AdmissionRejection, rejection } from './codes.ts';
import { boundAuthors, innerEpochFits, isKindInProtocol, isSequencerKind } from './kinds.ts';

/** What the rule needs of an epoch. */
export type EnvelopeRules = Pick<EpochContext, 'network' | 'epoch' | 'committee' | 'configuration' | 'sequencerKey'>;

function checkPlace(envelope: Envelope, rules: EnvelopeRules): AdmissionRejection | null {
  const { body } = envelope.transaction;
  if (body.kind === 'epoch_opened' && body.record.network !== rules.network) {
    return rejection('WRONG_NETWORK', `the record is of network ${body.record.network}, not ${rules.network}`);
  }
  if (envelope.epoch !== rules.epoch) {
    return rejection('WRONG_EPOCH', `the message is for epoch ${envelope.epoch}; the log is at ${rules.epoch}`);
  }
  return innerEpochFits(body, rules.epoch)
    ? null
    : rejection('WRONG_EPOCH', `a ${body.kind} with this epoch has no place in the log of epoch ${rules.epoch}`);
}

function checkAuthorship(envelope: Envelope, rules: EnvelopeRules): AdmissionRejection | null {
  const { author, transaction, epoch, signature } = envelope;
  const { body } = transaction;
  const bySequencer = author === SEQUENCER && isSequencerKind(body.kind);
  const key = bySequencer ? rules.sequencerKey : rules.committee.keyOf(author);
  if (key === undefined) return rejection('UNKNOWN_AUTHOR', `the author is no member of the committee of ${epoch}`);
  if (!boundAuthors(body).every((name) => name === author)) {
    return rejection('AUTHOR_MISMATCH', `a ${body.kind} must come from the authority it names`);
  }
  if (isSequencerKind(body.kind) && !bySequencer) {
    return rejection('KIND_NOT_ADMITTED', `only the sequencer writes ${body.kind}`);
  }
  if (!isKindInProtocol(body.kind, rules.configuration)) {
    return rejection('KIND_NOT_ADMITTED', `protocol version ${rules.configuration.version} has no ${body.kind}`);
  }
  return verifyEd25519(signature, envelopeSigningBytes(author, epoch, transaction), key)
    ? null
    : rejection('INVALID_SIGNATURE', "the signature is not the author's over this message");
}

/**
 * The one rule on who may say what in an epoch's log, for admission and for every reader alike: network, epoch,
 * author, binding, kind, signature, in this order. Null: the envelope stands. Rule: docs/spec/wire.md#admission.
 */
export function checkEnvelope(envelope: Envelope, rules: EnvelopeRules): AdmissionRejection | null {
  return checkPlace(envelope, rules) ?? checkAuthorship(envelope, rules);
}

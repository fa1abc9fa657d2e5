import type { AppendMessage } from '@baton/log';
import {
  attestationDigest,
  type CertifiedHandoffAttestation,
  certificateOf,
  computeEffectiveReconfigInputSet,
  computeHandoffItems,
  decideAttestation,
  type Epoch,
  type EpochContext,
  type HandoffAttestation,
  nextCommitteeNames,
  objectId,
  signAnnouncement,
  signHandoffAttestation,
  type ValidatedPeer,
} from '@baton/protocol';
import { type CastMember, committeeAt, digestFor, NETWORK_KEY, outputOf, seated } from './cast.ts';
import type { EpochStream } from './epoch-stream.ts';

/** Messages of one kind come in several commits, as they do where validators are not all equally fast. */
const PER_COMMIT = 8;
/** In these epochs the joiner's data reaches half of the committee in another form, and it is excluded. */
const SPLIT_JOINERS: readonly Epoch[] = [8, 16];
/** Members that do not vote to end the epoch. */
const ABSENT_VOTERS = 2;

/** Who says nothing in an epoch and is carried forward by the certificate before; nobody in the first. */
export function silentIn(epoch: Epoch): CastMember | undefined {
  return epoch === 1 ? undefined : seated(epoch)[(epoch * 5) % 24];
}

/** Who sits in the next epoch and not in this one. */
function joinersOf(epoch: Epoch): CastMember[] {
  const now = new Set(seated(epoch).map(({ name }) => name));
  return seated(epoch + 1).filter(({ name }) => !now.has(name));
}

/** The joiner that an epoch excludes. */
export function splitJoinerOf(epoch: Epoch): CastMember | undefined {
  return SPLIT_JOINERS.includes(epoch) ? joinersOf(epoch).at(-1) : undefined;
}

/** A whole epoch, from its opening to its end, in real messages. Gives the certificate that its folds made. */
export async function playEpoch(stream: EpochStream, context: EpochContext): Promise<CertifiedHandoffAttestation> {
  const { epoch } = context;
  const speakers = await openAndAnnounce(stream, context);
  const next = committeeAt(epoch + 1);
  await stream.commit([
    stream.message('sequencer', { kind: 'next_committee_published', record: { epoch, committee: next } }),
  ]);
  await relayJoiners(stream, epoch);
  await inCommits(
    stream,
    speakers.map((member, seat) => readySignal(stream, epoch, member, seat)),
  );
  await stream.tickUntil(() => stream.freeze.frozen !== null);
  const { keyId, output, digest } = outputOf(epoch);
  await inCommits(
    stream,
    speakers.map((member) => {
      const vote = { authority: member.name, epoch, keyId, output, digest };
      return stream.message(member, { kind: 'session_output_vote', vote });
    }),
  );
  await inCommits(
    stream,
    speakers.map((member) => sessionResults(stream, epoch, member)),
  );
  const attestation = attestationOf(stream, epoch);
  const voters = speakers.slice(0, speakers.length - ABSENT_VOTERS);
  await inCommits(
    stream,
    voters.map((member) => {
      const handoffSignature = signHandoffAttestation(attestation, member.name, member.sign);
      return stream.message(member, { kind: 'end_of_publish_v2', authority: member.name, handoffSignature });
    }),
  );
  await stream.tickUntil(() => stream.handoff.close !== null);
  await stream.commit([stream.message('sequencer', { kind: 'epoch_ended', record: { epoch } })]);
  await stream.seal();
  const certificate = certificateOf(stream.handoff.tally);
  if (certificate === null) throw new Error(`epoch ${epoch} has no certificate`);
  return certificate;
}

/** An epoch as far as the first ready signals: the present of the history. */
export async function beginEpoch(stream: EpochStream, context: EpochContext): Promise<void> {
  const speakers = await openAndAnnounce(stream, context);
  const early = speakers.slice(0, PER_COMMIT);
  await inCommits(
    stream,
    early.map((member, seat) => readySignal(stream, context.epoch, member, seat)),
  );
}

async function openAndAnnounce(stream: EpochStream, context: EpochContext): Promise<CastMember[]> {
  const { epoch } = context;
  await stream.commit([stream.message('sequencer', { kind: 'epoch_opened', record: openingOf(context) })]);
  const silent = silentIn(epoch);
  const speakers = seated(epoch).filter((member) => member !== silent);
  await inCommits(
    stream,
    speakers.map((member, seat) => {
      const announcement = { validator: member.name, epoch, timestampMs: 1_000 + seat, blobHash: member.blobHash };
      return stream.message(member, { kind: 'validator_mpc_data_announcement', announcement });
    }),
  );
  return speakers;
}

function openingOf(context: EpochContext) {
  const { network, epoch, configuration, previousProtocolVersion, priorCertificate, sequencerKey } = context;
  return {
    network,
    epoch,
    committee: committeeAt(epoch),
    configuration,
    previousProtocolVersion,
    priorAttestationDigest: priorCertificate === null ? null : attestationDigest(priorCertificate.attestation),
    sequencerKey,
    lastDwalletCheckpoint: context.lastDwalletCheckpoint,
    lastSystemCheckpoint: context.lastSystemCheckpoint,
  };
}

/** The first member that is not silent brings the joiners in. */
async function relayJoiners(stream: EpochStream, epoch: Epoch): Promise<void> {
  const relay = seated(epoch).find((member) => member !== silentIn(epoch));
  if (relay === undefined) throw new Error('nobody is there to relay');
  for (const joiner of joinersOf(epoch)) {
    const announcement = { validator: joiner.name, epoch: epoch + 1, timestampMs: 2_000, blobHash: joiner.blobHash };
    const signed = signAnnouncement(announcement, joiner.sign);
    await stream.commit([stream.message(relay, { kind: 'relayed_validator_mpc_data_announcement', signed })]);
  }
}

function readySignal(stream: EpochStream, epoch: Epoch, member: CastMember, seat: number): AppendMessage {
  const silent = silentIn(epoch);
  const split = SPLIT_JOINERS.includes(epoch) && seat % 2 === 1;
  const validatedPeers: ValidatedPeer[] = [...seated(epoch).filter((one) => one !== silent), ...joinersOf(epoch)].map(
    ({ name, blobHash }) => ({ name, digest: blobHash }),
  );
  const last = validatedPeers.at(-1);
  if (split && last !== undefined) last.digest = digestFor(`another blob of ${last.name}`);
  const signal = { authority: member.name, epoch, sequenceNumber: 1, validatedPeers };
  return stream.message(member, { kind: 'epoch_mpc_data_ready_signal', signal });
}

const SESSIONS_PER_EPOCH = 6;

function sessionResults(stream: EpochStream, epoch: Epoch, member: CastMember): AppendMessage {
  const outputs = Array.from({ length: SESSIONS_PER_EPOCH }, (_, index) => {
    const sequenceNumber = (epoch - 1) * SESSIONS_PER_EPOCH + index + 1;
    const sessionId = objectId(`0x${digestFor(`session ${sequenceNumber}`)}`);
    return { sessionId, sequenceNumber, digest: digestFor(`result of ${sequenceNumber}`), rejected: index === 5 };
  });
  const results = { authority: member.name, epoch, batch: 0, outputs };
  return stream.message(member, { kind: 'user_session_outputs', results });
}

/** What every honest member would sign, by the protocol's own decisions. */
function attestationOf({ freeze, handoff }: EpochStream, epoch: Epoch): HandoffAttestation {
  const nextMembers = nextCommitteeNames(committeeAt(epoch + 1));
  const mpcData = computeEffectiveReconfigInputSet({
    frozen: freeze.frozen?.frozen ?? [],
    currentMembers: nextCommitteeNames(committeeAt(epoch)),
    nextMembers,
  });
  const agreed = [...handoff.outputs.values()].flatMap(({ agreed: one }) => (one === null ? [] : [one.digest]));
  const outputs = agreed.map((digest) => ({ keyId: NETWORK_KEY, digest }));
  const dkg = epoch === 1 ? outputs : [{ keyId: NETWORK_KEY, digest: outputOf(1).digest }];
  const items = computeHandoffItems({ mpcData, dkg, reconfiguration: epoch === 1 ? [] : outputs });
  const readyQuorumRound = freeze.quorumRound;
  const decision = decideAttestation({ epoch, readyQuorumRound, frozen: freeze.frozen !== null, nextMembers, items });
  if (decision.outcome !== 'built') throw new Error(`epoch ${epoch} has no attestation: ${decision.reason}`);
  return decision.attestation;
}

async function inCommits(stream: EpochStream, messages: readonly AppendMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += PER_COMMIT)
    await stream.commit(messages.slice(from, from + PER_COMMIT));
}

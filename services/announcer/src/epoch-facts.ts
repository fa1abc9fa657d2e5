import {
  type AuthorityName,
  type BlobVerdict,
  type CertifiedHandoffAttestation,
  type Committee,
  createCommittee,
  type Digest,
  decodeCertificate,
  type Epoch,
  fromHex,
} from '@baton/protocol';
import {
  type AnchorRow,
  announcerQueries,
  barrierQueries,
  blobsQueries,
  type Connection,
  chainQueries,
  checkpointQueries,
  type Database,
  type EpochView,
  freezeQueries,
  handoffQueries,
  type Interests,
} from '@baton/read-model';

/** All that the producer's decisions need, read in one snapshot of the read models. */
export type EpochFacts = NonNullable<Awaited<ReturnType<typeof readEpochFacts>>>;

/** The tables that `readEpochFacts` reads; of the freeze's, `freeze_status` changes with each ready signal. */
export const FACTS_TABLES = {
  freeze: ['announcement', 'freeze_status', 'frozen', 'network_key_ready'],
  handoff: ['vote', 'close_status', 'attestation', 'certificate'],
  chain: ['epoch_view', 'network_key'],
  blobs: ['blob', 'network_key_output'],
  barrier: ['anchor'],
} as const satisfies Interests;

/** Undefined before the chain was seen in this epoch. */
export function readEpochFacts(database: Database, epoch: Epoch, self: AuthorityName) {
  return database.db.transaction((snapshot) => read(snapshot, epoch, self), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}

/** The queries go out together: one round trip to the database, not one for each. */
async function read(db: Connection, epoch: Epoch, self: AuthorityName) {
  const [
    view,
    ownReadySignal,
    announcements,
    checkpoint,
    anchor,
    ownAnnouncement,
    freeze,
    frozen,
    ownKeyReadySignals,
    networkKeys,
    heldOutputs,
    ownVote,
    close,
    tallied,
    certificate,
    localAttestation,
  ] = await Promise.all([
    chainQueries.epochView(db, epoch),
    freezeQueries.readySignalOf(db, epoch, self),
    freezeQueries.announcementsOfStream(db, epoch),
    checkpointQueries.projectionCheckpoint(db, 'freeze', 'freeze', epoch),
    barrierQueries.anchor(db, epoch),
    announcerQueries.ownAnnouncement(db, epoch),
    freezeQueries.freezeStatus(db, epoch),
    freezeQueries.frozen(db, epoch),
    freezeQueries.networkKeyReadyOf(db, epoch, self),
    chainQueries.networkKeys(db, epoch),
    blobsQueries.allHeldOutputs(db),
    handoffQueries.voteOf(db, epoch, self),
    handoffQueries.closeStatus(db, epoch),
    handoffQueries.attestations(db, epoch),
    handoffQueries.certificate(db, epoch),
    announcerQueries.localAttestation(db, epoch),
  ]);
  if (view === undefined) return undefined;
  return {
    epoch,
    self,
    view,
    committee: createCommittee(view.committee),
    prior: priorCertificate(anchor),
    announcements,
    ownAnnouncement,
    freeze,
    frozen,
    ownKeyReadySignals,
    ownReadySignal,
    blobs: await blobVerdicts(db, [
      ...announcements.map((row) => row.blobHash),
      ...(ownReadySignal?.validatedPeers ?? []).map((peer) => peer.digest),
      ...frozen.map((peer) => peer.digest),
    ]),
    networkKeys,
    heldOutputs,
    ownVote,
    close,
    tallied,
    certificate,
    localAttestation,
    /** consensus time and the round it belongs to; null before the first commit */
    consensus: checkpoint === undefined ? null : { nowMs: checkpoint.timestampMs, round: checkpoint.round },
  };
}

/** The committee of the next epoch as the chain names it; null before it does. */
export function publishedNextCommittee(view: EpochView): NonNullable<EpochView['nextCommittee']> | null {
  return view.nextCommittee?.epoch === view.epoch + 1 ? view.nextCommittee : null;
}

export function currentMembers(committee: Committee): AuthorityName[] {
  return committee.members.map((member) => member.name);
}

/** The log takes nothing more of this epoch. */
export function isClosed(facts: EpochFacts): boolean {
  return facts.close?.closeRound != null;
}

function priorCertificate(anchor: AnchorRow | undefined): CertifiedHandoffAttestation | null {
  if (anchor === undefined || anchor.certificate === null) return null;
  return decodeCertificate(fromHex(anchor.certificate));
}

async function blobVerdicts(db: Connection, digests: readonly Digest[]): Promise<Record<string, BlobVerdict>> {
  const held = await blobsQueries.blobsHeld(db, digests);
  return Object.fromEntries(
    [...held].map(([digest, row]) => [digest, row.structurallyValid ? 'valid' : 'undecodable']),
  );
}

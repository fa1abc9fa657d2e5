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
} from '@baton/read-model';

/** All that the producer's decisions need, read in one snapshot of the read models. */
export type EpochFacts = NonNullable<Awaited<ReturnType<typeof readEpochFacts>>>;

/** Undefined before the chain was seen in this epoch. */
export function readEpochFacts(database: Database, epoch: Epoch, self: AuthorityName) {
  return database.db.transaction((snapshot) => read(snapshot, epoch, self), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}

async function read(db: Connection, epoch: Epoch, self: AuthorityName) {
  const view = await chainQueries.epochView(db, epoch);
  if (view === undefined) return undefined;
  const checkpoint = await checkpointQueries.projectionCheckpoint(db, 'freeze', 'freeze', epoch);
  const ownReadySignal = await freezeQueries.readySignalOf(db, epoch, self);
  const announcements = await freezeQueries.announcementsOfStream(db, epoch);
  return {
    epoch,
    self,
    view,
    committee: createCommittee(view.committee),
    prior: priorCertificate(await barrierQueries.anchor(db, epoch)),
    announcements,
    ownAnnouncement: await announcerQueries.ownAnnouncement(db, epoch),
    freeze: await freezeQueries.freezeStatus(db, epoch),
    frozen: await freezeQueries.frozen(db, epoch),
    ownReadySignal,
    blobs: await blobVerdicts(db, [
      ...announcements.map((row) => row.blobHash),
      ...(ownReadySignal?.validatedPeers ?? []).map((peer) => peer.digest),
    ]),
    networkKeys: await chainQueries.networkKeys(db, epoch),
    heldOutputs: await blobsQueries.allHeldOutputs(db),
    ownVote: await handoffQueries.voteOf(db, epoch, self),
    ownOutputVotes: (await handoffQueries.outputVotes(db, epoch)).filter((row) => row.authority === self),
    close: await handoffQueries.closeStatus(db, epoch),
    tallied: await handoffQueries.attestations(db, epoch),
    certificate: await handoffQueries.certificate(db, epoch),
    localAttestation: await announcerQueries.localAttestation(db, epoch),
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

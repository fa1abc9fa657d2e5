import { type AuthorityName, decodeAttestation, type Epoch, fromHex } from '@baton/protocol';
import { announcerQueries, type Database, freezeQueries, handoffQueries } from '@baton/read-model';
import type { Static } from 'typebox';
import type { EpochTask } from './epoch-task.ts';
import type { Joining } from './joiner.ts';
import type * as schemas from './schemas.ts';

/** What this validator did in an epoch, and what of it the log shows. */
export async function describeEpoch(
  { db }: Database,
  epoch: Epoch,
  self: AuthorityName,
  task: EpochTask | undefined,
): Promise<Static<typeof schemas.epochView>> {
  const own = await announcerQueries.ownAnnouncement(db, epoch);
  const recorded = await freezeQueries.announcementOf(db, epoch, self);
  const signal = await freezeQueries.readySignalOf(db, epoch, self);
  const attestation = await announcerQueries.localAttestation(db, epoch);
  const vote = await handoffQueries.voteOf(db, epoch, self);
  const submissions = await announcerQueries.submissions(db, epoch);
  const running = task?.epoch === epoch ? task : undefined;
  const announced = recorded ?? own;
  return {
    epoch,
    current: running !== undefined,
    announcement: announced
      ? {
          timestampMs: announced.timestampMs,
          blobHash: announced.blobHash,
          recorded: recorded !== undefined,
          round: recorded?.round ?? null,
        }
      : null,
    readySignal: {
      recorded: signal
        ? { sequenceNumber: signal.sequenceNumber, round: signal.round, validatedPeers: signal.validatedPeers }
        : null,
      withheld: running?.readySignals.withheld ?? null,
    },
    attestation: attestation
      ? {
          digest: attestation.digest,
          nextCommitteeHash: decodeAttestation(fromHex(attestation.encoded)).nextCommitteeHash,
          items: attestation.items,
          mismatch: attestation.mismatch,
        }
      : null,
    attestationDigest: attestation?.digest ?? null,
    waitingFor: running?.attestation.waitingFor ?? null,
    voteRecorded: vote !== undefined,
    submissions: submissions.map(({ epoch: _, encoded: __, since, ...row }) => ({
      ...row,
      since: new Date(since).toISOString(),
    })),
  };
}

/** The latest joining, with what each member's relay answered. */
export function describeJoining({
  answers,
  ...joining
}: Joining): NonNullable<Static<typeof schemas.announcerStatus>['joining']> {
  return { ...joining, answers: answers.map(({ atMs, ...said }) => ({ ...said, at: new Date(atMs).toISOString() })) };
}

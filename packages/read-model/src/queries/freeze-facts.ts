import type { AuthorityName, Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { type AnchorRow, anchor } from './barrier.ts';
import { type EpochView, epochView } from './chain.ts';
import * as queries from './freeze.ts';

/** Everything that the freeze of an epoch came from and what became of it, at one moment: read in one snapshot. */
export interface FreezeFacts {
  status: queries.FreezeStatusRow;
  frozen: queries.FrozenRow[];
  excluded: AuthorityName[];
  readySignals: queries.ReadySignalRow[];
  /** As the epoch's log carries them: for the epoch itself and, relayed, for the next. */
  announcements: queries.AnnouncementRow[];
  joinerCandidates: queries.JoinerCandidateRow[];
  /** As the log recorded it. */
  nextCommittee: queries.NextCommitteeRow | undefined;
  /** Undefined where this node did not see the chain in the epoch. */
  view: EpochView | undefined;
  anchor: AnchorRow | undefined;
}

/** Undefined before the epoch's first commit was folded. */
export function freezeFacts(db: Connection, epoch: Epoch): Promise<FreezeFacts | undefined> {
  return db.transaction(
    async (snapshot) => {
      const status = await queries.freezeStatus(snapshot, epoch);
      if (!status) return undefined;
      return {
        status,
        frozen: await queries.frozen(snapshot, epoch),
        excluded: await queries.excluded(snapshot, epoch),
        readySignals: await queries.readySignals(snapshot, epoch),
        announcements: await queries.announcementsOfStream(snapshot, epoch),
        joinerCandidates: await queries.joinerCandidates(snapshot, epoch),
        nextCommittee: await queries.recordedNextCommittee(snapshot, epoch),
        view: await epochView(snapshot, epoch),
        anchor: await anchor(snapshot, epoch),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

import {
  type AuthorityName,
  type Commit,
  type CommitteeSnapshot,
  type ConsensusKey,
  createCommittee,
  type Epoch,
  ProtocolError,
} from '@baton/protocol';
import { checkFacts } from './context-mismatch.ts';

/** What the log says of the chain after an epoch's opening. */
export type ChainRecord =
  | { kind: 'next_committee_published'; epoch: Epoch; sequence: number; committee: CommitteeSnapshot }
  | { kind: 'epoch_ended'; epoch: Epoch; sequence: number };

export function chainRecords(commits: readonly Commit[]): ChainRecord[] {
  return commits.flatMap(({ epoch, sequence, messages }) =>
    messages.flatMap(({ envelope }): ChainRecord[] => {
      const body = envelope?.transaction.body;
      if (body?.kind === 'next_committee_published')
        return [{ kind: body.kind, epoch, sequence, committee: body.record.committee }];
      return body?.kind === 'epoch_ended' ? [{ kind: body.kind, epoch, sequence }] : [];
    }),
  );
}

/** What this validator's own view says of a next committee. */
export interface NextCommitteeView {
  /** Null: it names none. */
  committee: CommitteeSnapshot | null;
  /** The epoch still ran when the record was folded; later the keys may be others, rightly. */
  current: boolean;
  /** Keys of those who sit in the epoch. A record that was made before one of them staged another key has them. */
  sitting: ReadonlyMap<AuthorityName, ConsensusKey>;
}

/** Throws EPOCH_CONTEXT_MISMATCH. Rule: docs/spec/projection.md#records-of-the-chain */
export function checkNextCommittee(epoch: Epoch, recorded: CommitteeSnapshot, own: NextCommitteeView): void {
  if (own.committee === null) return;
  const [said, seen] = own.current
    ? [recorded, beforeRotation(own.committee, recorded, own.sitting)]
    : [withoutKeys(recorded), withoutKeys(own.committee)];
  checkFacts('next committee', epoch, [['nextCommittee', said, seen]]);
}

/** The own view as it was while those members had not staged another key whose record still has the one they sit with. */
function beforeRotation(own: CommitteeSnapshot, recorded: CommitteeSnapshot, sitting: NextCommitteeView['sitting']) {
  const recordedKeys = new Map(recorded.members.map(({ name, consensusKey }) => [name, consensusKey]));
  const members = own.members.map((member) => {
    const key = sitting.get(member.name);
    return key !== undefined && recordedKeys.get(member.name) === key ? { ...member, consensusKey: key } : member;
  });
  return { ...own, members };
}

/** Names, order, stakes and thresholds are final once the chain names a committee; keys rotate. */
function withoutKeys({ members, ...rest }: CommitteeSnapshot) {
  return { ...rest, members: members.map(({ name, stake }) => ({ name, stake })) };
}

/** A committee that nobody can fold is never recorded: the chain names another. */
export function isFoldable(committee: CommitteeSnapshot): boolean {
  try {
    createCommittee(committee);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

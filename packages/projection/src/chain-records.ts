import { type Commit, type CommitteeSnapshot, createCommittee, type Epoch, ProtocolError } from '@baton/protocol';
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
}

/** Throws EPOCH_CONTEXT_MISMATCH. Rule: docs/spec/projection.md#records-of-the-chain */
export function checkNextCommittee(epoch: Epoch, recorded: CommitteeSnapshot, own: NextCommitteeView): void {
  if (own.committee === null) return;
  const compared = own.current ? (committee: CommitteeSnapshot) => committee : withoutKeys;
  checkFacts('next committee', epoch, [['nextCommittee', compared(recorded), compared(own.committee)]]);
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

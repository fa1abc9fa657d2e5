import type { BufferedJoiner } from '../announcement/buffer.ts';
import type { Announcements } from '../announcement/record.ts';
import type { Committee } from '../committee.ts';
import type { EpochContext } from '../epoch/index.ts';
import type { AuthorityName, ObjectId, Round, Stake, TimestampMs } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';
import { type ReadySignals, readySignalStake } from '../ready-signal/record.ts';
import { type FreezeSets, priorEpochMpcDataDigests } from './carry-forward.ts';

/** Everything the freeze knows of one epoch. Never changed in place. */
export interface FreezeState {
  context: EpochContext;
  priorDigests: readonly ValidatedPeer[];
  announcements: Announcements;
  readySignals: ReadySignals;
  joinerBuffer: readonly BufferedJoiner[];
  /** As recorded by the log; the first record of an epoch stands. */
  nextCommittee: { committee: Committee; round: Round } | null;
  /** Key id -> authority -> round of its DKG-ready signal. */
  networkKeyReady: ReadonlyMap<ObjectId, ReadonlyMap<AuthorityName, Round>>;
  quorumRound: Round | null;
  /** Null until frozen, then for ever the same. */
  frozen: (FreezeSets & { round: Round }) | null;
  /** Excluded names as last decided, whether or not anything froze. */
  excluded: readonly AuthorityName[];
  firstCommitMs: TimestampMs | null;
  /** Consensus time: the running maximum of commit timestamps; null before the first commit. */
  nowMs: TimestampMs | null;
}

export function initialFreezeState(context: EpochContext): FreezeState {
  return {
    context,
    priorDigests: priorEpochMpcDataDigests(context.priorCertificate),
    announcements: new Map(),
    readySignals: new Map(),
    joinerBuffer: [],
    nextCommittee: null,
    networkKeyReady: new Map(),
    quorumRound: null,
    frozen: null,
    excluded: [],
    firstCommitMs: null,
    nowMs: null,
  };
}

/** The committee's stake that has a recorded ready signal. */
export function readyStakeOf(state: FreezeState): Stake {
  return readySignalStake(state.readySignals, state.context.committee);
}

import type { FreezeEpoch, FreezeState } from '../../api/freeze.ts';
import type { HandoffEpoch, VoteState } from '../../api/handoff.ts';

export interface Cell {
  /** Null where it has no seat and is in neither set. */
  state: FreezeState | null;
  /** Null before anybody voted, and where it has no seat. */
  vote: VoteState | null;
}

export interface Column {
  epoch: number;
  freeze: FreezeEpoch | undefined;
  handoff: HandoffEpoch | undefined;
  cells: Cell[];
}

export interface Grid {
  names: string[];
  /** Oldest first. */
  columns: Column[];
}

const ABSENT: Cell = { state: null, vote: null };

/** Names down, epochs across. Names in the order in which `known` lists them, then the others. */
export function gridOf(
  freezes: readonly FreezeEpoch[],
  handoffs: readonly HandoffEpoch[],
  known: readonly string[],
): Grid {
  const freezeOf = new Map(freezes.map((one) => [one.epoch, one]));
  const handoffOf = new Map(handoffs.map((one) => [one.epoch, one]));
  const names = orderedNames(freezes, known);
  const epochs = [...new Set([...freezeOf.keys(), ...handoffOf.keys()])].sort((a, b) => a - b);
  const columns = epochs.map((epoch) => {
    const freeze = freezeOf.get(epoch);
    const handoff = handoffOf.get(epoch);
    const states = new Map(freeze?.members.map((member) => [member.name, member.state]));
    const votes = new Map(handoff?.members.map((member) => [member.name, member.state]));
    const cells = names.map((name) => {
      const state = states.get(name) ?? null;
      const vote = votes.get(name) ?? null;
      return state === null && vote === null ? ABSENT : { state, vote };
    });
    return { epoch, freeze, handoff, cells };
  });
  return { names, columns };
}

function orderedNames(freezes: readonly FreezeEpoch[], known: readonly string[]): string[] {
  const seen = new Set(freezes.flatMap(({ members }) => members.map(({ name }) => name)));
  const others = [...seen].filter((name) => !known.includes(name)).sort();
  return [...known.filter((name) => seen.has(name)), ...others];
}

const STATES: Record<FreezeState, string> = {
  frozen: 'frozen by a quorum',
  carried: 'carried from the prior certificate',
  excluded: 'excluded: no digest had a quorum',
  announced: 'announced, not decided',
  silent: 'silent: announced nothing, named by nobody',
};
const VOTES: Record<VoteState, string> = {
  signed: 'signed the handoff',
  divergent: 'signed another attestation than the others',
  voted: 'voted without a good signature',
  silent: 'did not vote',
};

/** A cell in words. */
export function sayCell({ state, vote }: Cell): string {
  const what = state === null ? 'no seat' : STATES[state];
  return vote === null ? what : `${what}; ${VOTES[vote]}`;
}

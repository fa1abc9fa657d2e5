import type { FreezeEpoch, FreezeState } from '../../api/freeze.ts';
import type { HandoffEpoch } from '../../api/handoff.ts';

export interface Cell {
  /** Null where it has no seat and is in neither set. */
  state: FreezeState | null;
  voted: boolean;
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

const ABSENT: Cell = { state: null, voted: false };

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
    const states = new Map(freeze?.members.map(({ name, state }) => [name, state]));
    const votes = new Set(handoff?.votes.map(({ authority }) => authority));
    const cells = names.map((name) => {
      const state = states.get(name) ?? null;
      return state === null && !votes.has(name) ? ABSENT : { state, voted: votes.has(name) };
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

/** A cell in words. */
export function sayCell({ state, voted }: Cell): string {
  if (state === null) return voted ? 'no seat, voted' : 'no seat';
  const what = {
    frozen: 'frozen by a quorum',
    carried: 'carried from the prior certificate',
    excluded: 'excluded: no digest had a quorum',
    announced: 'announced, not decided',
    silent: 'silent: announced nothing, named by nobody',
  }[state];
  return voted ? `${what}; voted at the end` : what;
}

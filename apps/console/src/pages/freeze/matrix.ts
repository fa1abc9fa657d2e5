import type { Freeze, ReadySignal } from '../../api/freeze.ts';

/** Which bytes a signer attests of a name: letters tell digests of one name apart, A is the one most stake is behind. */
export interface Attested {
  digest: string;
  letter: string;
}

export interface AttestedName {
  name: string;
  /** Stake behind each digest, most first. */
  digests: { digest: string; letter: string; stake: number }[];
  outcome: 'frozen' | 'carried' | 'excluded' | 'silent' | 'open';
}

export interface Matrix {
  signers: { name: string; round: number; stake: number; attests: (Attested | null)[] }[];
  names: AttestedName[];
}

export interface Seat {
  name: string;
  stake: number;
}

/**
 * Who attests whom at which digest: a row for each ready signal in the order of the log, a column for each name, also of
 * joiners (`next`: who sits in the next epoch) that nobody names.
 */
export function matrixOf(
  signals: readonly ReadySignal[],
  freeze: Freeze | undefined,
  seats: readonly Seat[],
  next: readonly string[] = [],
): Matrix {
  const stakes = new Map(seats.map(({ name, stake }) => [name, stake]));
  const support = supportOf(signals, stakes);
  const seated = new Set(stakes.keys());
  const named = [...support.keys(), ...(freeze?.frozen.map(({ name }) => name) ?? []), ...next];
  const others = [...new Set(named)].filter((name) => !seated.has(name)).sort();
  const names = [...seated, ...others].map((name) => {
    const digests = [...(support.get(name) ?? [])]
      .sort(([a, stakeA], [b, stakeB]) => stakeB - stakeA || (a < b ? -1 : 1))
      .map(([digest, stake], index) => ({ digest, stake, letter: String.fromCharCode(65 + Math.min(index, 25)) }));
    return { name, digests, outcome: outcomeOf(name, freeze) };
  });
  const signers = [...signals]
    .sort((a, b) => a.round - b.round || (a.authority < b.authority ? -1 : 1))
    .map(({ authority, round, validatedPeers }) => {
      const attested = new Map(validatedPeers.map(({ name, digest }) => [name, digest]));
      const attests = names.map(
        ({ name, digests }) => digests.find(({ digest }) => digest === attested.get(name)) ?? null,
      );
      return { name: authority, round, stake: stakes.get(authority) ?? 0, attests };
    });
  return { signers, names };
}

function supportOf(
  signals: readonly ReadySignal[],
  stakes: ReadonlyMap<string, number>,
): Map<string, Map<string, number>> {
  const support = new Map<string, Map<string, number>>();
  for (const { authority, validatedPeers } of signals) {
    for (const { name, digest } of validatedPeers) {
      const digests = support.get(name) ?? new Map<string, number>();
      digests.set(digest, (digests.get(digest) ?? 0) + (stakes.get(authority) ?? 0));
      support.set(name, digests);
    }
  }
  return support;
}

function outcomeOf(name: string, freeze: Freeze | undefined): AttestedName['outcome'] {
  const frozen = freeze?.frozen.find((one) => one.name === name);
  if (frozen !== undefined) return frozen.source === 'carried' ? 'carried' : 'frozen';
  if (freeze?.excluded.includes(name)) return 'excluded';
  return freeze?.isFrozen ? 'silent' : 'open';
}

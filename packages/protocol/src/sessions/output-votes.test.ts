import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionOutput } from '../testing/messages.ts';
import { committeeOf, FOUR, keyId, validator } from '../testing/network.ts';
import { hasNumber, type NumberSet, withNumber } from './number-set.ts';
import {
  noUserSessionVotes,
  OPEN_SESSION_VOTES_PER_MEMBER,
  recordUserSessionOutputs,
  type UserSessionVotes,
} from './output-votes.ts';

const committee = committeeOf(FOUR);
const say = (votes: UserSessionVotes, by: number, ...outputs: ReturnType<typeof sessionOutput>[]) =>
  recordUserSessionOutputs(votes, { authority: validator(by).name, outputs }, committee);
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => sessionOutput(from + index));

describe('a set of numbers', () => {
  it('holds what was put in, as few ascending runs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (numbers) => {
        const set = numbers.reduce<NumberSet>(withNumber, []);
        for (let number = 0; number <= 41; number++) expect(hasNumber(set, number)).toBe(numbers.includes(number));
        for (const [index, [first, last]] of set.entries()) {
          expect(first).toBeLessThanOrEqual(last);
          expect(first).toBeGreaterThan((set[index - 1]?.[1] ?? -2) + 1);
        }
      }),
    );
  });
});

describe('votes on user sessions', () => {
  it('agree at a quorum of stake for one outcome', () => {
    let { votes } = say(noUserSessionVotes(), 0, ...range(1, 2));
    votes = say(votes, 1, sessionOutput(1, 'other'), sessionOutput(2)).votes;
    const third = say(votes, 2, ...range(1, 2));
    expect(third.agreed).toEqual([sessionOutput(2)]);
    expect(say(third.votes, 3, ...range(1, 2)).agreed).toEqual([sessionOutput(1)]);
  });

  it.each([
    ['another session under the number', { ...sessionOutput(1), sessionId: keyId(7) }],
    ['another digest', sessionOutput(1, 'other')],
    ['a rejection', sessionOutput(1, '', true)],
  ])('do not add up with %s', (_, other) => {
    const votes = [0, 1].reduce((before, by) => say(before, by, sessionOutput(1)).votes, noUserSessionVotes());
    expect(say(votes, 2, other).agreed).toEqual([]);
  });

  it("count a member's first word once", () => {
    let { votes } = say(noUserSessionVotes(), 0, sessionOutput(1), sessionOutput(1));
    expect(say(votes, 0, sessionOutput(1), sessionOutput(1, 'other')).votes).toBe(votes);
    votes = say(votes, 1, sessionOutput(1)).votes;
    expect(votes.open.get(1)?.voters).toHaveLength(2);
    expect(say(votes, 9, sessionOutput(1)).votes).toBe(votes);
  });

  it('leave of an agreed session its number alone', () => {
    const all = [0, 1, 2, 3].reduce((before, by) => say(before, by, ...range(1, 100)).votes, noUserSessionVotes());
    expect(all.open.size).toBe(0);
    expect(all.agreed).toEqual([[1, 100]]);
    expect([...all.openVotes.values()].every((open) => open === 0)).toBe(true);
    expect(say(all, 1, ...range(50, 10))).toEqual({ votes: all, agreed: [] });
  });

  it('of one member are bounded, and do not crowd out those of others', () => {
    let votes = noUserSessionVotes();
    for (let from = 1_000_000; from < 1_000_000 + OPEN_SESSION_VOTES_PER_MEMBER + 300; from += 100)
      votes = say(votes, 3, ...range(from, 100)).votes;
    expect(votes.open.size).toBe(OPEN_SESSION_VOTES_PER_MEMBER);
    for (const by of [0, 1]) votes = say(votes, by, ...range(1, 3)).votes;
    expect(say(votes, 2, ...range(1, 3)).agreed).toEqual(range(1, 3));
    // A vote that makes a quorum costs no share.
    expect(say(votes, 3, ...range(1, 3)).agreed).toEqual(range(1, 3));
  });

  it('agree on each session once, whatever the order and the batching', () => {
    const word = fc.record({ by: fc.nat(3), number: fc.integer({ min: 1, max: 6 }), other: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 5 })), (batches) => {
        let votes = noUserSessionVotes();
        const agreed: number[] = [];
        const first = new Map<string, string>();
        for (const batch of batches) {
          for (const by of FOUR) {
            const outputs = batch
              .filter((one) => one.by === by)
              .map(({ number, other }) => sessionOutput(number, other === 0 ? 'other' : ''));
            for (const output of outputs) {
              const key = `${by}/${output.sequenceNumber}`;
              if (!first.has(key)) first.set(key, output.digest);
            }
            const result = say(votes, by, ...outputs);
            votes = result.votes;
            agreed.push(...result.agreed.map((output) => output.sequenceNumber));
            for (const { sequenceNumber, digest } of result.agreed) {
              const stake = FOUR.filter((member) => first.get(`${member}/${sequenceNumber}`) === digest).length;
              expect(stake).toBeGreaterThanOrEqual(committee.quorumThreshold);
            }
          }
        }
        expect(new Set(agreed).size).toBe(agreed.length);
      }),
    );
  });
});

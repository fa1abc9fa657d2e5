import { describe, expect, it } from 'vitest';
import { Field } from '../json-input.ts';
import { plain } from '../testing/plain.ts';
import { commitLines, commitPage, messageLines, tailLine } from './log-lines.ts';
import { matching } from './matching.ts';

const author = 'a'.repeat(96);
const other = 'b'.repeat(96);
const labels = new Map([[author, 'validator-0']]);
const timestampMs = Date.parse('2026-11-22T12:00:00.120Z');
const event = new Field(
  {
    epoch: 3,
    round: 12,
    timestampMs,
    messages: [
      { sequence: 40, kind: 'announcement', author },
      { sequence: 41, kind: 'ready_signal', author: other },
      { sequence: 42, kind: null, author: null },
    ],
  },
  'it',
);
const message = {
  sequence: 40,
  round: 12,
  timestampMs,
  kind: 'announcement',
  author,
  bytes: 420,
  traceId: 'f'.repeat(32),
  dropped: null,
  body: { digest: 'd' },
};
const of = (value: object) => new Field(value, 'it');

describe('the log for people', () => {
  it('follows with one line for each commit, of what was asked for', () => {
    const line = (wanted: { kind?: string; author?: string }) =>
      plain([tailLine(event, matching(event, { kind: undefined, author: undefined, ...wanted }), labels)])[0];
    expect(line({})).toBe(
      '2026-11-22 12:00:00.120  epoch 3 round 12  announcement by validator-0 (aaaaaaaaaaaa…), ready_signal by bbbbbbbbbbbb…, unreadable by unknown',
    );
    expect(line({ author })).toMatch(/round 12 {2}announcement by validator-0 \(a+…\)$/);
    expect(line({ kind: 'vote' })).toMatch(/round 12 {2}empty$/);
  });

  it('lists messages and says which of them readers drop', () => {
    const dropped = { ...message, sequence: 41, kind: null, author: null, dropped: 'INVALID_SIGNATURE' };
    const [, first, second] = plain(messageLines([of(message), of(dropped)], labels));
    expect(first).toMatch(/^40 +12 +2026-11-22 12:00:00\.120 +announcement +validator-0 \(a+…\) +420 B$/);
    expect(second).toMatch(/unreadable +unknown +420 B +dropped by readers: INVALID_SIGNATURE$/);
  });

  it('lists commits with what is in them', () => {
    const commit = {
      round: 12,
      timestampMs,
      sequence: 43,
      digest: 'e'.repeat(64),
      kinds: { announcement: 2, ready_signal: 1 },
    };
    expect(plain(commitLines([of(commit)]))[1]).toMatch(/^12 +.* 43 +2 announcement, 1 ready_signal +e+…$/);
  });

  it('shows one commit with all that its messages say and where to find their trace', () => {
    const lines = plain(commitPage(of({ round: 12, timestampMs, digest: 'e'.repeat(64) }), [of(message)], labels));
    expect(lines).toContain(`announcement by validator-0 (aaaaaaaaaaaa…), sequence 40, trace ${'f'.repeat(32)}`);
    expect(lines.slice(-3)).toEqual(['  {', '    "digest": "d"', '  }']);
  });
});

import { describe, expect, it } from 'vitest';
import { Field } from '../json-input.ts';
import { plain } from '../testing/plain.ts';
import { explanationLines } from './explanation.ts';
import { freezeLines } from './matrix.ts';

const names = [0, 1, 2, 3].map((index) => String(index).repeat(96));
const labels = new Map(names.map((name, index) => [name, `validator-${index}`]));
const digest = (letter: string) => letter.repeat(64);

const explanation = {
  epoch: 4,
  name: names[3],
  state: 'excluded',
  digest: null,
  source: null,
  stakeByDigest: [{ digest: digest('a'), stake: 2, authorities: [names[0], names[1]] }],
  quorumThreshold: 3,
  announcement: { epoch: 4, digest: digest('a'), timestampMs: 1, round: 412, sequence: 9, relayed: true },
  notAttestedBy: [{ authority: names[2], round: 400 }],
  notSignalled: [names[3]],
  why: { code: 'below_quorum', text: 'Too little stake attests it.' },
};

describe('why a validator is frozen or not', () => {
  it('says the reason, who attests it and whose word is missing', () => {
    expect(plain(explanationLines(new Field(explanation, 'it'), 4, labels))).toEqual([
      'validator-3 (333333333333…) in epoch 4: excluded',
      'why: Too little stake attests it. (below_quorum)',
      'announced: aaaaaaaaaaaa… in round 412, relayed by members',
      '',
      'stake behind each digest:',
      '  aaaaaaaaaaaa…  stake 2, quorum 3  2 ready signals: validator-0 (000000000000…), validator-1 (111111111111…)',
      'signalled without it: validator-2 (222222222222…)',
      'did not signal: validator-3 (333333333333…)',
    ]);
  });

  it('says so where nothing was announced and nobody attests', () => {
    const silent = { ...explanation, announcement: null, stakeByDigest: [], notAttestedBy: [], notSignalled: [] };
    const lines = plain(explanationLines(new Field(silent, 'it'), 4, new Map()));
    expect(lines).toContain('announced: nothing that the log holds');
    expect(lines).toContain('no ready signal names it; a digest needs stake 3');
  });

  it('names the digest and where it comes from where it is frozen', () => {
    const carried = { ...explanation, state: 'carried', digest: digest('b'), source: 'carried' };
    expect(plain(explanationLines(new Field(carried, 'it'), 4, labels))).toContain(
      'frozen at: bbbbbbbbbbbb…, by carried',
    );
  });
});

describe("an epoch's freeze", () => {
  const status = {
    readySigners: 3,
    readyStake: 3,
    quorumRound: 40,
    freezeRound: 44,
    announcements: 4,
    graceRounds: 12,
    firstCommitMs: 1,
  };
  const name = {
    name: names[0],
    outcome: 'frozen',
    reason: 'quorum',
    announced: digest('a'),
    digests: [{ digest: digest('a'), stake: 3, signers: 3 }],
  };
  const freeze = { epoch: 4, isFrozen: true, status, frozen: [], excluded: [], names: [name] };

  it('has a line for each name', () => {
    const lines = plain(freezeLines(new Field(freeze, 'it'), labels));
    expect(lines[0]).toBe('epoch 4: frozen at round 44');
    expect(lines[1]).toBe(
      '4 announcements, 3 ready signals of stake 3; quorum at round 40, then at most 12 rounds of grace',
    );
    expect(lines.at(-1)).toMatch(/^validator-0 \(0+…\) +frozen +quorum +aaaaaaaaaaaa… +3 +aaaaaaaaaaaa…$/);
  });

  it('says that it is open while it is', () => {
    const open = { ...freeze, isFrozen: false, status: { ...status, quorumRound: null, freezeRound: null } };
    const lines = plain(freezeLines(new Field(open, 'it'), labels));
    expect(lines[0]).toBe('epoch 4: open');
    expect(lines[1]).toContain('no quorum of ready signals yet');
  });
});

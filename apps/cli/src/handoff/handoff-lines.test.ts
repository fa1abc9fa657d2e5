import { describe, expect, it } from 'vitest';
import { Field } from '../json-input.ts';
import { plain } from '../testing/plain.ts';
import { handoffLines } from './handoff-lines.ts';

const names = [0, 1, 2, 3].map((index) => String(index).repeat(96));
const labels = new Map(names.map((name, index) => [name, `v${index}`]));
const digest = (letter: string) => letter.repeat(64);
const keyId = `0x${'7'.repeat(64)}`;
const attestation = (letter: string, signers: string[]) => ({
  attestationDigest: digest(letter),
  items: 3,
  nextCommitteeHash: digest('f'),
  stake: signers.length,
  signers,
});

const closed = {
  epoch: 4,
  close: { voters: 3, voteStake: 3, quorumRound: 90, pinnedVoters: 3, closeRound: 99, reason: 'certificate' },
  decision: { why: { code: 'certificate_grace', text: 'The grace after the certificate is over.' } },
  votes: [{ authority: names[0], round: 1, attestationDigest: digest('a'), signatureAccepted: true }],
  notVoted: [names[3]],
  attestations: [attestation('a', names.slice(0, 3))],
  certificate: { epoch: 4, attestationDigest: digest('a'), signers: 3, stake: 3, quorum: 3 },
  outputs: [
    { keyId, output: 'reconfiguration', agreed: { digest: digest('e'), round: 80, stake: 3 }, votes: [{}, {}, {}] },
  ],
};
const item = (validator: string | undefined, letter: string) => ({
  key: { type: 'validator_mpc_data', validator },
  digest: digest(letter),
});
const signed = (letter: string, certified: boolean, items: object[]) => ({
  attestationDigest: digest(letter),
  certified,
  attestation: { items },
});
const linesOf = (handoff: object, attestations: object[] = []) =>
  plain(
    handoffLines({
      handoff: new Field(handoff, 'it'),
      attested: attestations.map((one) => new Field(one, 'it')),
      labels,
    }),
  );

describe("an epoch's end", () => {
  it('says why it closed, who signed what, who did not, and what is certified', () => {
    expect(linesOf(closed, [signed('a', true, [item(names[1], 'b')])])).toEqual([
      'epoch 4: closed at round 99, 3 votes of stake 3, by certificate: The grace after the certificate is over.',
      'certificate: 3 signers, stake 3 where 3 are needed, attestation aaaaaaaaaaaa…',
      '',
      'attestation aaaaaaaaaaaa…: 3 items, next committee ffffffffffff…',
      `  ${'█'.repeat(24)} stake 3, signed by v0 (000000000000…), v1 (111111111111…), v2 (222222222222…)`,
      'have not voted: v3 (333333333333…)',
      '',
      'outputs of network keys:',
      '  reconfiguration of 0x777777777777…  agreed at round 80  eeeeeeeeeeee…  3 votes',
      '',
      'certified:',
      '  validator mpc data  v1 (111111111111…)  bbbbbbbbbbbb…',
    ]);
  });

  it('shows a divergence as one', () => {
    const split = { ...closed, attestations: [attestation('a', names.slice(0, 2)), attestation('b', names.slice(2))] };
    const attested = [
      signed('a', false, [item(names[0], 'c'), item(names[1], 'b')]),
      signed('b', false, [item(names[0], 'c'), item(names[1], 'd'), item(names[2], 'e')]),
    ];
    const lines = linesOf(split, attested);
    expect(lines).toContain('members signed 2 different attestations');
    const items = lines.slice(lines.indexOf('items of each attestation:') + 2);
    expect(items.map((line) => line.replace(/ {2,}/g, ' | ').trim())).toEqual([
      '| validator mpc data | v0 (000000000000…) | cccccccccccc… | cccccccccccc…',
      '| validator mpc data | v1 (111111111111…) | bbbbbbbbbbbb… | dddddddddddd… | differs',
      '| validator mpc data | v2 (222222222222…) | not named | eeeeeeeeeeee… | differs',
    ]);
  });

  it('says what is open while it is, and whose signature counts for nothing', () => {
    const open = {
      ...closed,
      close: { ...closed.close, closeRound: null, reason: null },
      decision: null,
      certificate: null,
      votes: [{ authority: names[2], round: 1, attestationDigest: digest('a'), signatureAccepted: false }],
    };
    const lines = linesOf(open);
    expect(lines.slice(0, 2)).toEqual(['epoch 4: not closed, 3 votes of stake 3', 'certificate: none']);
    expect(lines).toContain('the signature of v2 (222222222222…) was not accepted');
  });
});

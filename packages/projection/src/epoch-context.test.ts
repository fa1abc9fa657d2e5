import { isStopError } from '@baton/log';
import {
  type AuthorityName,
  type CommitteeSnapshot,
  type ConsensusKey,
  type Digest,
  type EpochOpened,
  encodeCertificate,
  protocolConfiguration,
  toHex,
} from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { buildEpochContext, type EpochContextSources } from './epoch-context.ts';

const name = (index: number) => `0${index}`.repeat(48) as AuthorityName;
const key = (index: number) => `0${index}`.repeat(32) as ConsensusKey;
const committee: CommitteeSnapshot = {
  epoch: 2,
  members: [1, 2, 3, 4].map((index) => ({ name: name(index), stake: 1, consensusKey: key(index) })),
  quorumThreshold: 3,
  validityThreshold: 2,
};
const certificate = {
  attestation: { epoch: 1, nextCommitteeHash: 'ab'.repeat(32) as Digest, items: [] },
  signatures: [],
};
const opened: EpochOpened = {
  network: 'test',
  epoch: 2,
  committee,
  configuration: protocolConfiguration(4),
  previousProtocolVersion: 4,
  priorAttestationDigest: null,
  sequencerKey: key(9),
  lastDwalletCheckpoint: 0,
  lastSystemCheckpoint: 0,
};
const agreeing: EpochContextSources = {
  opened,
  network: 'test',
  sequencerKey: key(9),
  chainView: { epoch: 2, committee, protocolVersion: 4 },
  anchor: { priorAttestationDigest: null, certificate: null },
  previousProtocolVersion: 4,
};

function differing(change: Partial<EpochContextSources>): string[] {
  try {
    buildEpochContext({ ...agreeing, ...change });
  } catch (error) {
    if (!isStopError(error) || error.code !== 'EPOCH_CONTEXT_MISMATCH') throw error;
    return (error.details as { differences: { field: string }[] }).differences.map(({ field }) => field);
  }
  return [];
}

describe('the context of an epoch', () => {
  it('is what log and own view agree on', () => {
    expect(buildEpochContext(agreeing)).toMatchObject({ network: 'test', epoch: 2, priorCertificate: null });
    expect(buildEpochContext(agreeing).committee.totalStake).toBe(4);
  });

  it.each<[string, string[], Partial<EpochContextSources>]>([
    ['another network', ['network'], { network: 'other' }],
    ['another sequencer', ['sequencerKey'], { sequencerKey: key(8) }],
    [
      'another committee',
      ['committee'],
      { chainView: { ...agreeing.chainView, committee: { ...committee, quorumThreshold: 4 } } },
    ],
    [
      'members in another order',
      ['committee'],
      { chainView: { ...agreeing.chainView, committee: { ...committee, members: committee.members.toReversed() } } },
    ],
    [
      'another protocol version',
      ['protocolVersion', 'configuration'],
      { chainView: { ...agreeing.chainView, protocolVersion: 3 } },
    ],
    ['other grace periods', ['configuration'], { configuration: { mpcDataFreezeGraceRounds: 7 } }],
    ['another version before', ['previousProtocolVersion'], { previousProtocolVersion: 3 }],
    [
      'a certificate the log does not name',
      ['priorAttestationDigest', 'anchor'],
      { anchor: { priorAttestationDigest: null, certificate: toHex(encodeCertificate(certificate)) } },
    ],
  ])('names %s', (_case, fields, change) => {
    expect(differing(change)).toEqual(fields);
  });

  it('leaves out the version before where it was never seen', () => {
    expect(
      differing({ previousProtocolVersion: undefined, opened: { ...opened, previousProtocolVersion: 3 } }),
    ).toEqual([]);
  });
});

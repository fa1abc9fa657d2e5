import type { EpochReport } from '../report.ts';

/** The report of an epoch of four validators that went well. */
export function epochReport(overrides: Partial<EpochReport> = {}): EpochReport {
  const members = ['a', 'b', 'c', 'd'];
  const keys = members.map((name) => ({ name, digest: '00' }));
  return {
    epoch: 2,
    protocolVersion: 4,
    members,
    joined: [],
    left: [],
    frozen: keys,
    excluded: [],
    attestationDigests: Object.fromEntries(members.map((name) => [name, '00'])),
    certificate: { signers: 4, stake: 4, quorum: 3, nextCommitteeHash: '00' },
    assembledKeys: keys,
    sessions: { requested: 0, completed: 0, openAtLock: 0, overshoot: 0 },
    commits: 110,
    messages: 90,
    freezeRound: 60,
    closeRound: 100,
    durationsMs: { freeze: 6_000, close: 10_000, turnover: 400 },
    chainBlobReads: 0,
    ...overrides,
  };
}

import {
  createCommittee,
  decodeCertificate,
  type Epoch,
  fromHex,
  nextCommitteeNames,
  verifyJoinerBootstrapCertificate,
} from '@baton/protocol';
import { certifies, type EpochReport } from './report.ts';
import type { WatchedNetwork } from './watched-network.ts';

/** What must hold of an epoch that certifies what the next one inherits: each sentence is one that does not. */
export async function wrongInHandoff(report: EpochReport, network: WatchedNetwork): Promise<string[]> {
  const { epoch } = report;
  const [committee, next] = await Promise.all([network.committee(epoch), network.committee(epoch + 1)]);
  if (committee === undefined || next === undefined) return ['its committee or the next one is not known'];
  const members = await network.members(epoch);
  const held = (await Promise.all(members.map((member) => member.conclusions(epoch)))).flatMap(
    ({ certificate }) => certificate ?? [],
  );
  if (held.length < members.length) return [`${members.length - held.length} members hold no certificate`];
  const wrong: string[] = [];
  for (const { encoded } of held) {
    const { valid, fault } = verifyJoinerBootstrapCertificate({
      certificate: decodeCertificate(fromHex(encoded)),
      committee: createCommittee(committee),
      expectedEpoch: epoch,
      nextMembers: nextCommitteeNames(next),
    });
    if (!valid) wrong.push(`a certificate does not verify: ${fault}`);
  }
  if (report.chainBlobReads !== 0) wrong.push(`${report.chainBlobReads} blobs were read from the chain`);
  return [...new Set(wrong)];
}

/** Whoever sits first in an epoch must be frozen in the one before it, and be in the keys assembled there. */
export function wrongAboutJoiners(
  reports: readonly EpochReport[],
  epoch: Epoch,
  label: (name: string) => string,
): string[] {
  const before = reports.find((report) => report.epoch === epoch - 1);
  const joined = reports.find((report) => report.epoch === epoch)?.joined ?? [];
  if (before === undefined || !certifies(before)) return [];
  return joined.flatMap((name) => {
    const frozen = before.frozen.some((one) => one.name === name);
    const assembled = before.assembledKeys.some((one) => one.name === name);
    return [
      ...(frozen ? [] : [`${label(name)} was not frozen in epoch ${before.epoch}`]),
      ...(assembled ? [] : [`${label(name)} is not in the keys assembled in epoch ${before.epoch}`]),
    ];
  });
}

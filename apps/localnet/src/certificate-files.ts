import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeCertificate, type Epoch, fromHex } from '@baton/protocol';
import type { WatchedNetwork } from './watched-network.ts';

export interface CertificateFiles {
  epoch: Epoch;
  certificate: string;
  committee: string;
}

/** Writes each epoch's certificate beside the committee that signed it, in the form that `baton cert verify` reads. */
export async function writeCertificates(
  dir: string,
  epochs: readonly Epoch[],
  network: WatchedNetwork,
): Promise<CertificateFiles[]> {
  const written: CertificateFiles[] = [];
  const lastCommitted = Math.max(0, ...epochs) + 1;
  for (const epoch of [...epochs, lastCommitted]) {
    const committee = await network.committee(epoch);
    const [member] = await network.members(epoch);
    if (committee === undefined || member === undefined) continue;
    const { certificate } = await member.conclusions(epoch);
    const committeeFile = join(dir, `epoch-${epoch}.committee.json`);
    writeJson(committeeFile, committee);
    if (certificate === undefined) continue;
    const certificateFile = join(dir, `epoch-${epoch}.certificate.json`);
    writeJson(certificateFile, decodeCertificate(fromHex(certificate.encoded)));
    written.push({ epoch, certificate: certificateFile, committee: committeeFile });
  }
  return written;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

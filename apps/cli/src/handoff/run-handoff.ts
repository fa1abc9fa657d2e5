import type { NodeFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
import { NodeClient } from '../node/client.ts';
import { printJson, printLines } from '../output/print.ts';
import { handoffLines } from './handoff-lines.ts';

export interface HandoffFlags extends NodeFlags {
  json?: boolean;
}

/**
 * A page on a terminal; JSON where it goes to a file or a program, and where asked for. The JSON is the node's answer
 * with the certificate's own members beside it (null where there is none), so that `baton cert verify` takes it as it is.
 */
export async function showHandoff(epoch: number, flags: HandoffFlags): Promise<void> {
  const client = await NodeClient.of(flags);
  const handoff = await client.find(`/v1/handoff/epochs/${epoch}`);
  if (handoff === undefined) throw new CommandFailure(`the node has read nothing of epoch ${epoch} from the log`);
  if (flags.json !== true && process.stdout.isTTY === true) {
    const attested = await client.items(`/v1/handoff/epochs/${epoch}/attestation`);
    return printLines(handoffLines({ handoff, attested, labels: await client.labels() }));
  }
  const certificate = await client.find(`/v1/handoff/epochs/${epoch}/certificate`);
  printJson({
    ...(handoff.raw() as object),
    attestation: certificate?.get('attestation').raw() ?? null,
    signatures: certificate?.get('signatures').raw() ?? null,
  });
}

/** The certificate alone, as its bytes decode, not as the node renders it. */
export async function showCertificate(epoch: number, flags: NodeFlags): Promise<void> {
  const { decodeCertificate } = await import('@baton/protocol');
  const client = await NodeClient.of(flags);
  const bytes = await client.bytes(`/v1/handoff/epochs/${epoch}/certificate`, 'application/octet-stream');
  printJson(decodeCertificate(bytes));
}

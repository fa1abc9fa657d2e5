import type { Epoch } from '@baton/protocol';
import { COMMITTEE_SIZE, outputOf, seated } from './cast.ts';

/** Of the present members, those whose data the validator still wants. */
const WANTED = 3;

/** Brings into a blob-service what a validator holds by the `present` epoch: network-key outputs, and most members' data. */
export async function hold(blobServiceUrl: string, present: Epoch): Promise<void> {
  for (let epoch = 1; epoch < present; epoch += 1) {
    const { keyId, output, bytes } = outputOf(epoch);
    await put(`${blobServiceUrl}/v1/blobs/network-key-outputs/${epoch}/${keyId}/${output}`, bytes);
  }
  for (const { blob, blobHash } of seated(present).slice(0, COMMITTEE_SIZE - WANTED))
    await put(`${blobServiceUrl}/v1/blobs/${blobHash}`, blob);
}

async function put(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await fetch(url, { method: 'PUT', headers, body: bytes });
  if (!answer.ok) throw new Error(`${url} is refused: ${await answer.text()}`);
}

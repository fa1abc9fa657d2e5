import type { Codec } from './bcs/index.ts';
import { encode } from './bcs/index.ts';

/** What a signature is for; 0 to 5 as in the original network, ours from 16 (`docs/spec/wire.md#intents`). */
export const INTENT_SCOPE = {
  proof_of_possession: 0,
  dwallet_checkpoint_message: 1,
  system_checkpoint_message: 2,
  discovery_peers: 3,
  validator_mpc_data_announcement: 4,
  handoff_attestation: 5,
  envelope: 16,
  commit_marker: 17,
} as const;

export type IntentScope = keyof typeof INTENT_SCOPE;

const INTENT_VERSION = 0;
const INTENT_APP = 0;

/** The bytes to sign: scope, version, app, then the canonical bytes of the value. */
export function intentBytes<T>(scope: IntentScope, codec: Codec<T>, value: T): Uint8Array<ArrayBuffer> {
  const payload = encode(codec, value);
  const bytes = new Uint8Array(3 + payload.length);
  bytes.set([INTENT_SCOPE[scope], INTENT_VERSION, INTENT_APP]);
  bytes.set(payload, 3);
  return bytes;
}

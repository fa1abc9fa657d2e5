import { writeFileSync } from 'node:fs';
import type { Layout } from './layout.ts';
import type { NetworkPlan } from './network.ts';

const PROTOCOL_VERSION = 4;
const STAKE = 40_000_000_000;

/**
 * The file from which devchain plays the network's contracts, at epoch 1 with one network key to be made. The same
 * network gives the same file, so a chain that exists goes on.
 */
export function writeGenesis(layout: Layout, plan: NetworkPlan): string {
  const [steward] = plan.validators;
  const genesis = {
    network: plan.network,
    validators: plan.validators.map((validator) => ({
      validatorName: validator.label,
      protocolPubkey: validator.authority,
      consensusPubkey: validator.consensusKey,
      // The committee's own transport is not Baton's; the key only has to be there.
      networkPubkey: validator.consensusKey,
      peerAddress: `/ip4/127.0.0.1/tcp/${validator.peerPort}/http`,
      stake: STAKE,
      suiAddress: validator.suiAddress,
    })),
    epochDurationMs: plan.epochSeconds * 1_000,
    protocolVersion: PROTOCOL_VERSION,
    networkKeys: 1,
    steward: steward?.suiAddress,
    funded: plan.validators.map((validator) => validator.suiAddress),
  };
  writeFileSync(layout.genesis, `${JSON.stringify(genesis, null, 2)}\n`);
  return layout.genesis;
}

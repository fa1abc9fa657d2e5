import { writeFileSync } from 'node:fs';
import { deriveMpcData, protocolConfiguration } from '@baton/protocol';
import { isFounding } from './churn.ts';
import type { Layout } from './layout.ts';
import { keysOf, type NetworkPlan, type ValidatorPlan } from './network.ts';

const STAKE = 40_000_000_000;

/** Where a validator's public face is, as a multiaddr. */
export type PeerAddressOf = (validator: ValidatorPlan) => string;

const onLoopback: PeerAddressOf = ({ peerPort }) => `/ip4/127.0.0.1/tcp/${peerPort}/http`;

/**
 * The file from which devchain plays the network's contracts, at epoch 1 with one network key to be made. The same
 * network gives the same file, so a chain that exists goes on.
 */
export async function writeGenesis(
  layout: Layout,
  plan: NetworkPlan,
  peerAddressOf: PeerAddressOf = onLoopback,
): Promise<string> {
  const founders = plan.validators.filter(isFounding);
  const genesis = {
    network: plan.network,
    validators: await Promise.all(founders.map((validator) => onChain(layout, plan, validator, peerAddressOf))),
    epochDurationMs: plan.epochSeconds * 1_000,
    protocolVersion: plan.protocolVersion,
    networkKeys: 1,
    maxActiveSessionsBuffer: plan.maxActiveSessionsBuffer,
    funded: [...founders.map((validator) => validator.suiAddress), plan.trafficAddress],
  };
  writeFileSync(layout.genesis, `${JSON.stringify(genesis, null, 2)}\n`);
  return layout.genesis;
}

/** A validator's record on the chain, in genesis or when it joins. */
export async function onChain(
  layout: Layout,
  plan: NetworkPlan,
  validator: ValidatorPlan,
  peerAddressOf: PeerAddressOf = onLoopback,
) {
  return {
    validatorName: validator.label,
    protocolPubkey: validator.authority,
    consensusPubkey: validator.consensusKey,
    // The committee's own transport is not Baton's; the key only has to be there.
    networkPubkey: validator.consensusKey,
    peerAddress: peerAddressOf(validator),
    stake: STAKE,
    suiAddress: validator.suiAddress,
    ...(keepsMpcDataOnChain(plan) ? { mpcData: await mpcDataOf(layout, plan, validator) } : {}),
  };
}

/** The versions before off-chain metadata read their members' key material from the chain. */
function keepsMpcDataOnChain({ protocolVersion }: NetworkPlan): boolean {
  return !protocolConfiguration(protocolVersion).offChainValidatorMetadata;
}

/** The same bytes that the validator announces later. */
async function mpcDataOf(layout: Layout, { blobKib }: NetworkPlan, validator: ValidatorPlan): Promise<string> {
  const { rootSeed } = await keysOf(layout, validator);
  return Buffer.from(deriveMpcData(rootSeed.expose(), blobKib * 1_024)).toString('base64');
}

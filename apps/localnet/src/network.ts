import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ConsensusSigner } from '@baton/keys';
import {
  generateKeys,
  generateSequencerKey,
  loadKeys,
  loadSequencerKey,
  saveKeys,
  saveSequencerKey,
  type ValidatorKeys,
} from '@baton/keys';
import type { AuthorityName, ConsensusKey } from '@baton/protocol';
import { freePorts } from '@baton/testkit';
import type { Layout } from './layout.ts';
import { type LocalnetOptions, OptionError } from './options.ts';

const SEQUENCER = 'sequencer';
const PORTS_PER_VALIDATOR = 2;

export interface ValidatorPlan {
  /** `validator-0`, `validator-1` … */
  readonly label: string;
  readonly authority: AuthorityName;
  readonly consensusKey: ConsensusKey;
  readonly suiAddress: string;
  readonly internalPort: number;
  /** Written on the chain, so it stays for the life of the network. */
  readonly peerPort: number;
}

/** The fixed facts of one network, stored in its directory. */
export interface NetworkPlan {
  readonly network: string;
  readonly epochSeconds: number;
  readonly blobKib: number;
  readonly graceRounds: number;
  readonly consensusLogPort: number;
  readonly sequencerKey: ConsensusKey;
  readonly validators: readonly ValidatorPlan[];
}

/** The network of the directory: the one that is there, else a new one with fresh keys. */
export async function openNetwork(
  layout: Layout,
  options: LocalnetOptions,
): Promise<{ plan: NetworkPlan; resumed: boolean }> {
  if (existsSync(layout.network)) return { plan: resume(layout, options), resumed: true };
  const keys = Array.from({ length: options.validators }, () => generateKeys());
  const sequencer = generateSequencerKey();
  await Promise.all([
    ...keys.map((key, index) => saveKeys(layout.keys(labelOf(index)), key)),
    saveSequencerKey(layout.keys(SEQUENCER), sequencer),
  ]);
  const ports = await freePorts(PORTS_PER_VALIDATOR * keys.length + 1);
  const port = (index: number) => ports[index] ?? 0;
  const plan: NetworkPlan = {
    network: 'localnet',
    epochSeconds: options.epochSeconds,
    blobKib: options.blobKib,
    graceRounds: options.graceRounds,
    consensusLogPort: port(PORTS_PER_VALIDATOR * keys.length),
    sequencerKey: sequencer.publicKey,
    validators: keys.map((key, index) => ({
      label: labelOf(index),
      authority: key.protocol.name,
      consensusKey: key.consensus.publicKey,
      suiAddress: key.account.address,
      internalPort: port(PORTS_PER_VALIDATOR * index),
      peerPort: port(PORTS_PER_VALIDATOR * index + 1),
    })),
  };
  writeFileSync(layout.network, `${JSON.stringify(plan, null, 2)}\n`);
  return { plan, resumed: false };
}

export function labelOf(index: number): string {
  return `validator-${index}`;
}

export function keysOf(layout: Layout, validator: ValidatorPlan): Promise<ValidatorKeys> {
  return loadKeys(layout.keys(validator.label));
}

export function sequencerOf(layout: Layout): Promise<ConsensusSigner> {
  return loadSequencerKey(layout.keys(SEQUENCER));
}

/** A network keeps the numbers it was made with; asking for others is a mistake that is better told than ignored. */
function resume(layout: Layout, options: LocalnetOptions): NetworkPlan {
  let plan: NetworkPlan;
  try {
    plan = JSON.parse(readFileSync(layout.network, 'utf8')) as NetworkPlan;
  } catch (cause) {
    throw new OptionError(`--dir ${layout.dir} holds a network file that cannot be read`, { cause });
  }
  if (plan.validators.length !== options.validators)
    throw new OptionError(
      `--dir ${layout.dir} holds a network of ${plan.validators.length} validators, not ${options.validators}`,
    );
  if (plan.epochSeconds !== options.epochSeconds)
    throw new OptionError(
      `--dir ${layout.dir} holds a network with --epoch-seconds ${plan.epochSeconds}, not ${options.epochSeconds}`,
    );
  return plan;
}

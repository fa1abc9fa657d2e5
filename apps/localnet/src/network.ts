import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ConsensusSigner } from '@baton/keys';
import {
  generateKeys,
  generateSequencerKey,
  loadKeys,
  loadSequencerKey,
  type SuiAccount,
  saveKeys,
  saveSequencerKey,
  type ValidatorKeys,
} from '@baton/keys';
import type { AuthorityName, ConsensusKey } from '@baton/protocol';
import { freePorts } from '@baton/testkit';
import { foundingTenures, isFounding, planTenures, type Tenure } from './churn.ts';
import type { Layout } from './layout.ts';
import { type LocalnetOptions, OptionError, type ProtocolVersion } from './options.ts';

/** The name of every network of this kind. */
export const NETWORK = 'localnet';
const SEQUENCER = 'sequencer';
/** The account that asks for user sessions. */
const TRAFFIC = 'traffic';
const PORTS_PER_VALIDATOR = 2;
/** The chain's own default, and room for what is asked for while a result is on its way to the chain. */
const SESSIONS_BUFFER_MIN = 100;
const SESSIONS_BUFFER_SECONDS = 15;

export interface ValidatorPlan extends Tenure {
  /** `validator-0`, `validator-1` … */
  readonly label: string;
  readonly authority: AuthorityName;
  readonly consensusKey: ConsensusKey;
  readonly suiAddress: string;
  readonly internalPort: number;
  /** Written on the chain, so it stays for the life of the network. */
  readonly peerPort: number;
}

/** The facts of one network, stored in its directory; a later run may only add validators that join, and leavers. */
export interface NetworkPlan {
  readonly network: string;
  readonly epochSeconds: number;
  readonly blobKib: number;
  readonly graceRounds: number;
  readonly protocolVersion: ProtocolVersion;
  /** How far the target of user sessions may run ahead of the completed ones. */
  readonly maxActiveSessionsBuffer: number;
  readonly consensusLogPort: number;
  readonly sequencerKey: ConsensusKey;
  readonly trafficAddress: string;
  /** All there ever were and are planned to be. */
  readonly validators: readonly ValidatorPlan[];
}

/** The network of the directory: the one that is there, else a new one with fresh keys. */
export async function openNetwork(
  layout: Layout,
  options: LocalnetOptions,
): Promise<{ plan: NetworkPlan; resumed: boolean }> {
  const resumed = existsSync(layout.network);
  const before = resumed ? resume(layout, options) : await found(layout, options);
  const present = resumed ? before.validators : foundingTenures(options.validators);
  const tenures = planTenures(present, options.churn);
  const plan = { ...before, validators: await withKeys(layout, before, tenures) };
  writeFileSync(layout.network, `${JSON.stringify(plan, null, 2)}\n`);
  return { plan, resumed };
}

async function found(layout: Layout, options: LocalnetOptions): Promise<NetworkPlan> {
  const sequencer = generateSequencerKey();
  const traffic = generateKeys();
  await Promise.all([saveSequencerKey(layout.keys(SEQUENCER), sequencer), saveKeys(layout.keys(TRAFFIC), traffic)]);
  const [consensusLogPort = 0] = await freePorts(1);
  return {
    network: NETWORK,
    epochSeconds: options.epochSeconds,
    blobKib: options.blobKib,
    graceRounds: options.graceRounds,
    protocolVersion: options.protocolVersion,
    maxActiveSessionsBuffer: Math.max(SESSIONS_BUFFER_MIN, options.sessionsPerSecond * SESSIONS_BUFFER_SECONDS),
    consensusLogPort,
    sequencerKey: sequencer.publicKey,
    trafficAddress: traffic.account.address,
    validators: [],
  };
}

/** Gives keys and ports to those that have none yet. */
async function withKeys(
  layout: Layout,
  { consensusLogPort, validators: known }: NetworkPlan,
  tenures: readonly Tenure[],
): Promise<ValidatorPlan[]> {
  const fresh = tenures.slice(known.length).map((tenure) => ({ tenure, keys: generateKeys() }));
  await Promise.all(fresh.map(({ tenure, keys }) => saveKeys(layout.keys(tenure.label), keys)));
  const taken = [consensusLogPort, ...known.flatMap(({ internalPort, peerPort }) => [internalPort, peerPort])];
  const ports = await freePorts(PORTS_PER_VALIDATOR * fresh.length, taken);
  const port = (index: number) => ports[index] ?? 0;
  return [
    ...known.map((validator, index) => ({ ...validator, leavesAt: tenures[index]?.leavesAt ?? null })),
    ...fresh.map(({ tenure, keys }, index) => ({
      ...tenure,
      authority: keys.protocol.name,
      consensusKey: keys.consensus.publicKey,
      suiAddress: keys.account.address,
      internalPort: port(PORTS_PER_VALIDATOR * index),
      peerPort: port(PORTS_PER_VALIDATOR * index + 1),
    })),
  ];
}

export function keysOf(layout: Layout, validator: ValidatorPlan): Promise<ValidatorKeys> {
  return loadKeys(layout.keys(validator.label));
}

export function sequencerOf(layout: Layout): Promise<ConsensusSigner> {
  return loadSequencerKey(layout.keys(SEQUENCER));
}

export async function trafficAccountOf(layout: Layout): Promise<SuiAccount> {
  return (await loadKeys(layout.keys(TRAFFIC))).account;
}

/** A network keeps the numbers it was made with; asking for others is a mistake that is better told than ignored. */
function resume(layout: Layout, options: LocalnetOptions): NetworkPlan {
  let plan: NetworkPlan;
  try {
    plan = JSON.parse(readFileSync(layout.network, 'utf8')) as NetworkPlan;
  } catch (cause) {
    throw new OptionError(`--dir ${layout.dir} holds a network file that cannot be read`, { cause });
  }
  const founders = plan.validators.filter(isFounding).length;
  if (founders !== options.validators)
    throw new OptionError(`--dir ${layout.dir} holds a network of ${founders} validators, not ${options.validators}`);
  if (plan.epochSeconds !== options.epochSeconds)
    throw new OptionError(
      `--dir ${layout.dir} holds a network with --epoch-seconds ${plan.epochSeconds}, not ${options.epochSeconds}`,
    );
  if (plan.protocolVersion !== options.protocolVersion)
    throw new OptionError(
      `--dir ${layout.dir} holds a network with --protocol-version ${plan.protocolVersion}, not ${options.protocolVersion}`,
    );
  return plan;
}

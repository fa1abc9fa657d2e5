import type { Epoch, NetworkKeyOutputKind, NetworkKeyState, ObjectId, ValidatedPeer } from '@baton/protocol';

export interface NetworkKeySession {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
}

export interface PlanInput {
  epoch: Epoch;
  /** a protocol version that freezes nothing: key data comes from the chain, and nothing is waited for */
  chainDriven: boolean;
  /** empty until the freeze */
  frozen: readonly ValidatedPeer[];
  /** what a reconfiguration takes; null until that and the next committee's keys will not change any more */
  effective: readonly ValidatedPeer[] | null;
  keys: readonly { keyId: ObjectId; state: NetworkKeyState }[];
  /** sessions of this epoch that have run, or failed for good */
  finished: readonly NetworkKeySession[];
}

const OUTPUT_AWAITED: Partial<Record<NetworkKeyState, NetworkKeyOutputKind>> = {
  awaiting_network_dkg: 'dkg',
  awaiting_network_reconfiguration: 'reconfiguration',
};

/** Whether the chain awaits any output at all. */
export function awaitsSessions(keys: PlanInput['keys']): boolean {
  return keys.some(({ state }) => OUTPUT_AWAITED[state] !== undefined);
}

/**
 * The sessions that the chain awaits and that may run: all of them wait for the freeze, a reconfiguration also for the
 * keys of those it reshares to. docs/spec/producer.md#sessions
 */
export function planNetworkKeySessions(input: PlanInput): NetworkKeySession[] {
  const { chainDriven } = input;
  if (!chainDriven && input.frozen.length === 0) return [];
  return input.keys.flatMap(({ keyId, state }) => {
    const output = OUTPUT_AWAITED[state];
    if (output === undefined) return [];
    if (output === 'reconfiguration' && !chainDriven && input.effective === null) return [];
    const session = { epoch: input.epoch, keyId, output };
    return input.finished.some((other) => sameSession(other, session)) ? [] : [session];
  });
}

export function sameSession(a: NetworkKeySession, b: NetworkKeySession): boolean {
  return a.epoch === b.epoch && a.keyId === b.keyId && a.output === b.output;
}

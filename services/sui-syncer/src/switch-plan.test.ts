import { END_OF_PUBLISH_BLOCKERS, objectId } from '@baton/protocol';
import type { ChainView, NetworkKeyState } from '@baton/sui-client';
import { describe, expect, it } from 'vitest';
import { endOfPublishBlockers } from './end-of-publish.ts';
import { planEpochSwitch, type SwitchFacts } from './switch-plan.ts';

const START = 1_000_000;
const DURATION = 10_000;
const keyId = (index: number) => objectId(`0x${index.toString(16).padStart(64, '0')}`);
const committee = { epoch: 1, members: [], quorumThreshold: 3, validityThreshold: 2 };

function view(
  changes: Partial<ChainView> = {},
  states: NetworkKeyState[] = ['network_reconfiguration_completed'],
): ChainView {
  return {
    epoch: 1,
    committee,
    addresses: [],
    protocolVersion: 4,
    nextProtocolVersion: null,
    epochStartMs: START,
    epochDurationMs: DURATION,
    clockMs: START,
    nextCommittee: { ...committee, epoch: 2 },
    nextAddresses: [],
    previousCommittee: null,
    locked: true,
    userSessions: { started: 2, completed: 2, target: 2, nextSequenceNumber: 3, maxActiveBuffer: 100 },
    openUserSessions: [],
    systemSessions: { started: 1, completed: 1 },
    networkKeys: states.map((state, index) => ({ keyId: keyId(index), dkgAtEpoch: 1, state })),
    reconfiguredKeys: states.length,
    pricingVotesOpen: false,
    receivedEndOfPublish: { system: true, coordinator: true },
    lastCheckpoint: { system: 0, coordinator: 0 },
    objectVersions: { system: 1, coordinator: 1 },
    ...changes,
  };
}

const facts = (changes: Partial<SwitchFacts> = {}): SwitchFacts => ({
  view: view(),
  nowMs: START + DURATION,
  checkpoints: [],
  closed: true,
  ...changes,
});
const kinds = (input: SwitchFacts) => planEpochSwitch(input).steps.map((step) => step.operation?.kind);

describe('the epoch switch', () => {
  it('names the next committee at half the epoch, and says when that is', () => {
    const early = facts({ view: view({ nextCommittee: null }), nowMs: START + DURATION / 2 - 1 });
    expect(planEpochSwitch(early)).toEqual({ steps: [], hold: null, dueMs: START + DURATION / 2 });
    expect(kinds({ ...early, nowMs: START + DURATION / 2 })).toEqual(['initiate_mid_epoch_reconfiguration']);
  });

  it('submits what a quorum certified, whenever that is', () => {
    const operation = {
      kind: 'process_checkpoint',
      target: 'dwallet',
      sequenceNumber: 1,
      message: Uint8Array.of(1),
      signature: new Uint8Array(96),
      signersBitmap: Uint8Array.of(7),
    } as const;
    const key = 'process_checkpoint:dwallet:1';
    const checkpoints = [{ key, operation, hold: null }];
    const awaiting = view({ reconfiguredKeys: 0, nextCommittee: null }, ['awaiting_network_dkg']);
    const early = facts({ view: awaiting, nowMs: START, checkpoints });
    expect(planEpochSwitch(early).steps).toEqual([{ step: 'checkpoint', key, operation }]);
    const others = [{ key, operation: null, hold: null }];
    expect(planEpochSwitch({ ...early, checkpoints: others }).steps).toMatchObject([{ key, operation: null }]);
    const held = [{ key, operation: null, hold: 'blobs_missing' as const }];
    expect(planEpochSwitch({ ...early, checkpoints: held })).toMatchObject({
      steps: [],
      hold: 'blobs_missing',
    });
    const open = view({ receivedEndOfPublish: { system: false, coordinator: false } });
    expect(kinds(facts({ view: open, checkpoints }))).toEqual(['process_checkpoint']);
  });

  it('asks once for the reconfiguration of all keys, and for a key that is new', () => {
    const at = { nowMs: START + 6_000 };
    const completed: NetworkKeyState[] = ['network_reconfiguration_completed', 'network_reconfiguration_completed'];
    expect(planEpochSwitch(facts({ ...at, view: view({ reconfiguredKeys: 0 }, completed) })).steps).toEqual([
      {
        step: 'reconfiguration',
        key: `request_network_key_reconfiguration:${keyId(0)},${keyId(1)}`,
        operation: { kind: 'request_network_key_reconfiguration', keyIds: [keyId(0), keyId(1)] },
      },
    ]);
    expect(kinds(facts({ ...at, view: view({ reconfiguredKeys: 2 }, completed) }))).toEqual([]);
    const withNew = view({ reconfiguredKeys: 1 }, ['network_reconfiguration_completed', 'network_dkg_completed']);
    expect(planEpochSwitch(facts({ ...at, view: withNew })).steps).toMatchObject([
      { operation: { keyIds: [keyId(1)] } },
    ]);
    expect(kinds(facts({ ...at, view: { ...withNew, pricingVotesOpen: true } }))).toEqual([]);
  });

  it('locks at the end of the epoch`s time, and advances once the end was received', () => {
    const open = view({ locked: false, receivedEndOfPublish: { system: false, coordinator: false } });
    expect(kinds(facts({ view: open, closed: false, nowMs: START + DURATION - 1 }))).toEqual([]);
    expect(planEpochSwitch(facts({ view: open, closed: false }))).toMatchObject({
      steps: [{ step: 'lock' }],
      hold: 'not_closed',
    });
    expect(planEpochSwitch(facts({ view: { ...open, locked: true } }))).toEqual({
      steps: [],
      hold: 'end_of_publish_not_received',
      dueMs: null,
    });
    expect(kinds(facts())).toEqual(['advance_epoch']);
  });

  it.each([
    ['not_closed', {}, { closed: false }],
    ['end_of_publish_not_received', { receivedEndOfPublish: { system: true, coordinator: false } }, {}],
    ['not_locked', { locked: false }, {}],
    ['sessions_open', { systemSessions: { started: 2, completed: 1 } }, {}],
    ['sessions_open', { userSessions: { ...view().userSessions, completed: 3 } }, {}],
    ['network_keys_not_reconfigured', { reconfiguredKeys: 0 }, {}],
  ] as const)('holds a doomed advance: %s', (hold, changes, rest) => {
    const plan = planEpochSwitch(facts({ view: view(changes), ...rest }));
    expect(plan.hold).toBe(hold);
    expect(plan.steps.map((step) => step.step)).not.toContain('advance');
  });
});

describe('end of publish', () => {
  it('is ready when nothing is open', () => {
    expect(endOfPublishBlockers(view())).toEqual([]);
  });

  it.each([
    ['not_locked', { locked: false }],
    ['user_sessions_lag', { userSessions: { ...view().userSessions, completed: 1 } }],
    ['user_sessions_lag', { userSessions: { ...view().userSessions, completed: 3 } }],
    ['system_sessions_lag', { systemSessions: { started: 2, completed: 1 } }],
    ['next_committee_missing', { nextCommittee: null }],
    ['network_keys_reconfig_lag', { reconfiguredKeys: 0 }],
    ['pricing_votes_open', { pricingVotesOpen: true }],
  ] as const)('waits: %s', (reason, changes) => {
    expect(endOfPublishBlockers(view(changes))).toEqual([reason]);
    expect(END_OF_PUBLISH_BLOCKERS).toContain(reason);
  });
});

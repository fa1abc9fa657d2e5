import { describe, expect, it } from 'vitest';
import type { HandoffAttestation } from '../messages/index.ts';
import { foldAll, given, type TestCommit } from '../testing/given.ts';
import {
  ends,
  sessionOutput,
  signsCheckpoint,
  supports,
  votesOutput,
  votesSessions,
  votesV1,
  votesWith,
} from '../testing/messages.ts';
import { contextOf, digestOf, EPOCH, FOUR, keyId, validator } from '../testing/network.ts';
import { handoffFold } from './fold.ts';

const context = contextOf({ lastDwalletCheckpoint: 41, lastSystemCheckpoint: 6 });
const A: HandoffAttestation = { epoch: EPOCH, nextCommitteeHash: digestOf('a'), items: [] };
const OUTPUT = digestOf('output');
const C = digestOf('contents');
const fresh = (...before: TestCommit[]) => given(handoffFold, context, ...before);

const agreesOn = (round: number, ...numbers: number[]): TestCommit => ({
  round,
  messages: [0, 1, 2].map((by) =>
    votesSessions(
      by,
      numbers.map((number) => sessionOutput(number)),
      round,
    ),
  ),
});
const session = (number: number) => ({ type: 'user_session', ...sessionOutput(number) });
/** All four vote: with the certificate and every seat's vote, the grace alone stands before the close. */
const voted: TestCommit = { round: 50, messages: FOUR.map((by) => votesWith(by, A)) };
const CLOSE = 60;

describe('checkpoints', () => {
  it('hold what was agreed upon, in the order of the log', () => {
    const output = [0, 1, 2].map((by) => votesOutput(by, 1, 'dkg', OUTPUT));
    fresh()
      .when({ round: 1, messages: [...(agreesOn(1, 8).messages ?? []), ...output, ...(agreesOn(2, 7).messages ?? [])] })
      .thenRows('checkpoint', [
        {
          epoch: EPOCH,
          kind: 'dwallet',
          sequenceNumber: 42,
          round: 1,
          items: [
            session(8),
            { type: 'network_key_output', keyId: keyId(1), output: 'dkg', digest: OUTPUT },
            session(7),
          ],
        },
      ])
      .thenRows('userSessionOutput', [{ sequenceNumber: 8 }, { sequenceNumber: 7 }]);
  });

  it('wait until the last one is long enough ago, and then take all that gathered', () => {
    fresh(agreesOn(1, 1)).when(agreesOn(2, 2), agreesOn(5, 3)).thenRows('checkpoint', []);
    fresh(agreesOn(1, 1), agreesOn(2, 2), agreesOn(5, 3))
      .when({ round: 6 }, { round: 7 })
      .thenRows('checkpoint', [{ sequenceNumber: 43, round: 6, items: [session(2), session(3)] }]);
  });

  it('are not made for what is not agreed upon', () => {
    const two = { round: 1, messages: [0, 1].map((by) => votesSessions(by, [sessionOutput(1)])) };
    fresh()
      .when(two, { round: 2, messages: [votesSessions(2, [sessionOutput(1, 'other')])] }, { round: 30 })
      .thenNothingHappened();
  });

  it('hold a session once, however often it is voted upon', () => {
    fresh(agreesOn(1, 1))
      .when(agreesOn(10, 1), { round: 20, messages: [votesSessions(3, [sessionOutput(1)])] })
      .thenNothingHappened();
  });

  it('hold no results for another epoch', () => {
    fresh()
      .when({ round: 1, messages: FOUR.map((by) => votesSessions(by, [sessionOutput(1)], 0, EPOCH - 1)) })
      .thenNothingHappened();
  });
});

describe('the closing checkpoints', () => {
  it('end both kinds in the commit that closes, with what still waits before the end', () => {
    fresh(agreesOn(56, 1), agreesOn(58, 2), voted)
      .when({ round: CLOSE })
      .thenRows('closeStatus', [{ closeRound: CLOSE }])
      .thenRows('checkpoint', [
        { kind: 'dwallet', sequenceNumber: 43, items: [session(2), { type: 'end_of_publish' }] },
        { kind: 'system', sequenceNumber: 7, items: [{ type: 'end_of_publish' }] },
      ]);
  });

  it('are the last ones: results come too late for this epoch', () => {
    fresh(voted, { round: CLOSE })
      .when(
        agreesOn(61, 1),
        { round: 62, messages: [votesOutput(0, 1, 'dkg', OUTPUT), supports(0, [3, 4])] },
        { round: 90 },
      )
      .thenNothingHappened();
  });

  it('carry the next protocol version where enough members support it', () => {
    const v3 = contextOf({ version: 3 });
    const close = { round: 9, messages: [0, 1, 2].map((by) => votesV1(by)) };
    const after = (supporters: readonly number[]) =>
      given(handoffFold, v3, { round: 1, messages: supporters.map((by) => supports(by, [3, 4])) }).when(close);
    after(FOUR)
      .thenRows('protocolUpgrade', [{ version: 4, configurationDigest: digestOf('v4'), stake: 4, threshold: 4 }])
      .thenRows('checkpoint', [
        { kind: 'dwallet', sequenceNumber: 1, items: [{ type: 'end_of_publish' }] },
        {
          kind: 'system',
          sequenceNumber: 1,
          items: [{ type: 'set_next_protocol_version', version: 4 }, { type: 'end_of_publish' }],
        },
      ]);
    for (const supporters of [[0], [0, 1], [0, 1, 2]]) {
      after(supporters)
        .thenRows('protocolUpgrade', [{ version: null, stake: supporters.length, threshold: 4 }])
        .thenRows('checkpoint', [{ kind: 'dwallet' }, { kind: 'system', items: [{ type: 'end_of_publish' }] }]);
    }
  });

  it('hear of each member its newest notification', () => {
    fresh({ round: 1, messages: [supports(0, [4, 5], 2)] })
      .when({ round: 2, messages: [supports(0, [4], 1), supports(0, [4], 2), supports(0, [4], 3)] })
      .thenRows('capability', [{ authority: validator(0).name, generation: 3, round: 2 }]);
  });
});

describe('checkpoint signatures', () => {
  const made = agreesOn(1, 1);

  it('count by stake for the contents they name, and certify at a quorum', () => {
    fresh(made, { round: 2, messages: [signsCheckpoint(3, 'dwallet', 42, digestOf('other'))] })
      .when({ round: 3, messages: [0, 1].map((by) => signsCheckpoint(by, 'dwallet', 42, C)) })
      .thenRows('checkpointSignature', [{ authority: validator(0).name }, { authority: validator(1).name }])
      .thenRows('checkpointTally', [{ contentsDigest: C, stake: 2, signers: 2, certifiedRound: null }]);
    fresh(made, { round: 3, messages: [0, 1].map((by) => signsCheckpoint(by, 'dwallet', 42, C)) })
      .when(
        { round: 4, messages: [signsCheckpoint(2, 'dwallet', 42, C)] },
        { round: 5, messages: [signsCheckpoint(3, 'dwallet', 42, C)] },
      )
      .thenRows('checkpointTally', [
        { stake: 3, certifiedRound: 4 },
        { stake: 4, signers: 4, certifiedRound: 4 },
      ]);
  });

  it('count once per member and number', () => {
    fresh(made, { round: 2, messages: [signsCheckpoint(0, 'dwallet', 42, C)] })
      .when({ round: 3, messages: [signsCheckpoint(0, 'dwallet', 42, C), signsCheckpoint(0, 'dwallet', 42, OUTPUT)] })
      .thenNothingHappened();
  });

  it.each([
    ['a number not described yet', signsCheckpoint(0, 'dwallet', 43, C)],
    ['a number of an earlier epoch', signsCheckpoint(0, 'dwallet', 41, C)],
    ['the other kind', signsCheckpoint(0, 'system', 42, C)],
    ['another epoch', signsCheckpoint(0, 'dwallet', 42, C, EPOCH + 1)],
    ['somebody without stake', signsCheckpoint(9, 'dwallet', 42, C)],
  ])('for %s are nothing', (_, message) => {
    fresh(made)
      .when({ round: 2, messages: [message] })
      .thenNothingHappened();
  });

  it('still count after the close, until the end of the stream', () => {
    const sign = (round: number) => ({ round, messages: [signsCheckpoint(0, 'system', 7, C)] });
    fresh(voted, { round: CLOSE })
      .when(sign(61))
      .thenRows('checkpointTally', [{ kind: 'system', sequenceNumber: 7, stake: 1 }]);
    fresh(voted, { round: CLOSE }, { round: 61, messages: [ends()] })
      .when(sign(62))
      .thenNothingHappened();
  });
});

describe('the state of many sessions', () => {
  it('is a run of numbers, whatever their count', () => {
    const commits = Array.from({ length: 300 }, (_, index) => {
      const first = index * 6 + 1;
      return agreesOn(index + 1, ...Array.from({ length: 6 }, (_, offset) => first + offset));
    });
    const { state, rows } = foldAll(handoffFold, context, commits);
    expect(state.sessions.agreed).toEqual([[1, 1_800]]);
    expect(state.sessions.open.size).toBe(0);
    expect(state.checkpoints.dwallet.queue.pending.length).toBeLessThanOrEqual(24);
    expect(rows.filter(({ table }) => table === 'checkpoint')).toHaveLength(60);
  });
});

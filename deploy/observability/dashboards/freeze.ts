import type { Board } from './board.ts';
import { m, OWN, own, rate } from './names.ts';
import { graph, number, states } from './panel.ts';

/** Announcements, ready signals, the freeze, and the producer that sends them. */
export const freeze: Board = {
  name: 'freeze',
  title: 'Freeze',
  about: 'From announcements over ready signals to the frozen set of the epoch.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'This epoch',
      panels: [
        number({
          title: 'Announcements',
          about: 'Recorded this epoch, those of joiners for the next one included.',
          queries: [[`max(${m.announcementsReceived}${own})`, 'announcements']],
        }),
        number({
          title: 'Ready signers',
          about: 'Members whose ready signal is in the log.',
          queries: [[`max(${m.readySignals}${own})`, 'signers']],
        }),
        number({
          title: 'Stake of the ready signers',
          about: 'The freeze is anchored once it meets the quorum.',
          queries: [[`max(${m.readySignalStake}${own})`, 'stake']],
        }),
        number({
          title: 'Excluded',
          about: 'Seen in ready signals, and no digest of theirs reached a quorum.',
          queries: [[`max(${m.excludedValidators}${own})`, 'excluded']],
          warnAt: 1,
        }),
        graph({
          title: 'Rounds of quorum and freeze',
          about: '-1 is "not reached". Validators that differ have folded different logs.',
          queries: [
            [`max by (validator) (${m.readyQuorumRound}${own})`, '{{validator}} quorum'],
            [`max by (validator) (${m.freezeRound}${own})`, '{{validator}} freeze'],
            [`max(${m.freezeGraceRounds}${own})`, 'grace'],
          ],
        }),
        graph({
          title: 'Last frozen epoch',
          about: 'Steps up once an epoch, everywhere at the same commit.',
          queries: [[`max by (validator) (${m.freezeEpoch}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Stake that is ready',
          about: 'Grows until the freeze.',
          queries: [[`max by (validator) (${m.readySignalStake}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Peers validated here',
          about: 'Members whose bytes this validator holds and has decoded: what its ready signal says.',
          queries: [[`max by (validator) (${m.locallyValidatedPeers}${own})`, '{{validator}}']],
        }),
      ],
    },
    {
      title: 'Producer',
      panels: [
        states({
          title: 'Own blob unhealthy',
          about: 'The own blob is absent or invalid: this validator cannot announce.',
          queries: [[`max by (validator) (${m.ownBlobUnhealthy}${own})`, '{{validator}}']],
          warnAt: 1,
        }),
        graph({
          title: 'Time until the ready signal goes out as it is',
          about: 'After this deadline a ready signal names what is there. Negative once it has passed.',
          queries: [
            [
              `max by (validator) ((${m.readySignalDeadline}${own} > 0) - on (validator) group_left () max by (validator) (${m.lastTimestamp}${own}))`,
              '{{validator}}',
            ],
          ],
          unit: 's',
        }),
        graph({
          title: 'Messages on their way into the log',
          about: 'Not yet sequenced, by how far they have come.',
          queries: [
            [
              `sum by (validator, state) (${m.outboxMessages}{${OWN}, state=~"pending|accepted|refused"})`,
              '{{validator}} {{state}}',
            ],
          ],
        }),
        graph({
          title: 'Repeated submissions',
          about: 'Submissions sent again because no answer came, by kind.',
          queries: [[rate(m.announcerRetries, OWN, ['kind']), '{{kind}}']],
          unit: 'cps',
        }),
        graph({
          title: 'Sequenced this epoch',
          about: 'Messages of this validator that stand in the log.',
          queries: [[`sum by (validator) (${m.outboxMessages}{${OWN}, state="sequenced"})`, '{{validator}}']],
        }),
      ],
    },
    {
      title: 'Joiners',
      panels: [
        graph({
          title: 'Answers to joiners',
          about: 'What members told joiners that asked to be relayed.',
          queries: [[`${rate(m.relayOutcomes, OWN, ['outcome'])} > 0`, '{{outcome}}']],
          unit: 'cps',
        }),
        graph({
          title: 'Members that accepted this joiner',
          about: 'On a validator that is to join: enough of them bring its announcement into the log.',
          queries: [[`max by (validator) (${m.joinerAccepted}${own})`, '{{validator}}']],
        }),
      ],
    },
  ],
};

import type { Board } from './board.ts';
import { m, NETWORK, network, OWN, own, quantile, rate } from './names.ts';
import { graph, number, states } from './panel.ts';

/** The ordered log, its sequencer, and the projections over it. */
export const log: Board = {
  name: 'log',
  title: 'Log',
  about: 'Admission, commits, append and fsync latency, and how far the projections are behind.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Head',
      panels: [
        number({
          title: 'Epoch',
          about: 'The epoch that is open in the log.',
          queries: [[`max(${m.logEpoch}${network})`, 'epoch']],
        }),
        number({
          title: 'Round',
          about: 'Number of the last commit; it grows and may skip.',
          queries: [[`max(${m.lastRound}${network})`, 'round']],
        }),
        number({
          title: 'Waiting messages',
          about: 'Admitted and not yet in a commit.',
          queries: [[`sum(${m.pendingMessages}${network})`, 'waiting']],
        }),
        number({
          title: 'Appends lost',
          about: 'Appends in the last hour whose place another sequencer had taken, or whose fate was unknown.',
          queries: [[`sum(increase(${m.fencedAppends}${network}[1h]))`, 'lost']],
          warnAt: 1,
        }),
        states({
          title: 'Sequencers',
          about: 'Exactly one is active; the others stand by.',
          queries: [[`max by (validator, role) (${m.sequencerRole}${network})`, '{{validator}} {{role}}']],
        }),
        graph({
          title: 'Commits and messages',
          about: 'Commits tick even when empty.',
          queries: [
            [`sum(rate(${m.commits}${network}[$__rate_interval]))`, 'commits'],
            [`sum(rate(${m.messages}${network}[$__rate_interval]))`, 'messages'],
          ],
          unit: 'cps',
        }),
      ],
    },
    {
      title: 'Admission',
      panels: [
        graph({
          title: 'Admission by outcome',
          about: 'What became of messages that were offered.',
          queries: [[rate(m.admissions, NETWORK, ['outcome']), '{{outcome}}']],
          unit: 'cps',
          stacked: true,
        }),
        graph({
          title: 'Refusals by code',
          about: 'Codes are explained in docs/run/errors.md. Duplicates are repeats of an answer that got lost.',
          queries: [[`${rate(m.refusals, NETWORK, ['code'])} > 0`, '{{code}}']],
          unit: 'cps',
          stacked: true,
        }),
        graph({
          title: 'Messages in a commit',
          about: 'Median and 99th percentile; a commit holds at most 999.',
          queries: [
            [quantile(0.5, m.commitMessages, NETWORK, []), 'median'],
            [quantile(0.99, m.commitMessages, NETWORK, []), '99th percentile'],
          ],
        }),
      ],
    },
    {
      title: 'Durability',
      panels: [
        graph({
          title: 'Append until durable',
          about: 'A commit as one atomic batch, answered after fsync.',
          queries: [
            [quantile(0.5, m.appendDuration, NETWORK, []), 'median'],
            [quantile(0.99, m.appendDuration, NETWORK, []), '99th percentile'],
          ],
          unit: 's',
        }),
        graph({
          title: 'Fsync',
          about:
            'Commits without messages: one small record, its fsync and one round trip. This is what the disk gives.',
          queries: [
            [quantile(0.5, m.fsyncDuration, NETWORK, []), 'median'],
            [quantile(0.99, m.fsyncDuration, NETWORK, []), '99th percentile'],
          ],
          unit: 's',
        }),
      ],
    },
    {
      title: 'Projections',
      panels: [
        graph({
          title: 'Behind, in seconds',
          about: 'Age on consensus time of the last commit that was folded.',
          queries: [
            [`max by (validator, projection) (${m.projectionLagSeconds}${own})`, '{{validator}} {{projection}}'],
          ],
          unit: 's',
        }),
        graph({
          title: 'Behind, in rounds',
          about: 'Rounds of the log not yet folded, as last seen.',
          queries: [[`max by (validator, projection) (${m.projectionLag}${own})`, '{{validator}} {{projection}}']],
        }),
        graph({
          title: 'Round folded',
          about: 'Lines of one epoch run together.',
          queries: [[`max by (validator, projection) (${m.projectionRound}${own})`, '{{validator}} {{projection}}']],
        }),
        graph({
          title: 'Messages folded in this epoch',
          about: 'Starts anew with each epoch. Validators that differ are behind.',
          queries: [[`max by (validator) (${m.epochProcessedMessages}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Fold, 99th percentile',
          about: 'Folding one batch of commits, nothing written.',
          queries: [[quantile(0.99, m.projectionFold, OWN, ['projection']), '{{projection}}']],
          unit: 's',
        }),
        graph({
          title: 'Transaction, 99th percentile',
          about: 'Rows, checkpoint and notification in one Postgres transaction.',
          queries: [[quantile(0.99, m.projectionTransaction, OWN, ['projection']), '{{projection}}']],
          unit: 's',
        }),
        graph({
          title: 'Replay at start',
          about: 'Rounds folded of those that were there, and how long that took.',
          queries: [
            [
              `max by (validator, projection) (${m.replayTarget}${own} - ${m.replayFolded}${own})`,
              '{{validator}} {{projection}} to go',
            ],
            [`max by (validator, projection) (${m.replayLatency}${own})`, '{{validator}} {{projection}} seconds'],
          ],
        }),
      ],
    },
  ],
};

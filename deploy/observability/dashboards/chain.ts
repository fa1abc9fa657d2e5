import type { Board } from './board.ts';
import { m, OWN, own, rate } from './names.ts';
import { graph, number, states } from './panel.ts';

/** What the chain says, what stands in the way of the epoch's end, and the sessions that it waits for. */
export const chain: Board = {
  name: 'chain',
  title: 'Chain and sessions',
  about: 'The chain as each validator sees it, the epoch switch, and user sessions under the lock.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Chain',
      panels: [
        number({
          title: 'Overdue',
          about: 'How long ago, on the chain clock, the epoch should have ended.',
          queries: [[`max(${m.epochOverdue}${own})`, 'overdue']],
          unit: 's',
          warnAt: 60,
        }),
        number({
          title: 'Chain not readable',
          about: 'How long the chain has not answered.',
          queries: [[`max(${m.chainOutage}${own})`, 'outage']],
          unit: 's',
          warnAt: 10,
        }),
        states({
          title: 'What blocks the end of publish',
          about: 'Every reason must be gone before the epoch can end; not_locked holds until its last part.',
          queries: [[`max by (reason) (${m.endOfPublishBlocked}${own})`, '{{reason}}']],
          warnAt: 1,
        }),
        states({
          title: 'Steps of the epoch switch',
          about: 'What the chain shows as done, whoever did it.',
          queries: [
            [`max by (step) (${m.switchStepDone}${own})`, '{{step}}'],
            [`max by (contract) (${m.receivedEndOfPublish}${own})`, 'end of publish at {{contract}}'],
          ],
        }),
        states({
          title: 'Why nothing is sent',
          about: 'A transaction that would be doomed is held back.',
          queries: [[`max by (validator, reason) (${m.epochSwitchHeld}${own})`, '{{validator}} {{reason}}']],
          warnAt: 1,
        }),
        graph({
          title: 'Transactions of the epoch switch',
          about: 'overtaken: another member was faster, which is normal.',
          queries: [[rate(m.epochSwitchSteps, OWN, ['step', 'result']), '{{step}} {{result}}']],
          unit: 'cps',
        }),
        graph({
          title: 'Reads of the chain',
          about: 'By what is read and whether it worked.',
          queries: [[rate(m.chainReads, OWN, ['kind', 'result']), '{{kind}} {{result}}']],
          unit: 'cps',
        }),
        graph({
          title: 'Blobs read from the chain',
          about: 'Stays 0 where key material is kept off the chain.',
          queries: [[`max by (method) (${m.chainBlobReads}${own})`, '{{method}}']],
        }),
      ],
    },
    {
      title: "The next committee's keys",
      panels: [
        number({
          title: 'Incomplete for',
          about: 'How long the assembly has been incomplete.',
          queries: [[`max(${m.assemblyIncompleteSeconds}${own})`, 'incomplete']],
          unit: 's',
        }),
        number({
          title: 'Wedged',
          about: 'Validators that see everybody excluded from the next committee.',
          queries: [[`sum(${m.assemblyWedged}${own})`, 'wedged']],
          warnAt: 1,
        }),
        graph({
          title: 'What the assembly lacks',
          about: 'By reason, in the latest attempt.',
          queries: [
            [`max by (reason) (${m.assemblyMissing}${own})`, '{{reason}}'],
            [`max by (validator) (${m.assemblyIncomplete}${own})`, '{{validator}} incomplete'],
          ],
        }),
        graph({
          title: 'Incomplete attempts',
          about: 'Since the last complete one, and a second.',
          queries: [
            [`max by (validator) (${m.assemblyIncompleteRun}${own})`, '{{validator}} in a row'],
            [rate(m.assemblyIncompleteTicks, OWN, ['validator']), '{{validator}} a second'],
          ],
        }),
        graph({
          title: 'Since the last complete assembly',
          about: 'Starts anew in each epoch in which a next committee was assembled.',
          queries: [[`time() - (max by (validator) (${m.assemblyLastSuccess}${own}) > 0)`, '{{validator}}']],
          unit: 's',
        }),
      ],
    },
    {
      title: 'Sessions',
      panels: [
        graph({
          title: 'Sessions on the chain',
          about: 'Started and not completed, and how many of the target of this epoch are open.',
          queries: [
            [`max(${m.activeUserSessions}${own})`, 'user sessions'],
            [`max(${m.activeSystemSessions}${own})`, 'system sessions'],
            [`max(${m.userSessionsLag}${own})`, 'up to the target'],
          ],
        }),
        graph({
          title: 'Sessions here',
          about: 'What this validator does with the open ones.',
          queries: [
            [`sum by (phase) (${m.userSessions}${own})`, '{{phase}}'],
            [`max(${m.requestsPendingForKey}${own})`, 'wait for a network key'],
          ],
        }),
        graph({
          title: 'Target',
          about: 'The last session that this epoch completes.',
          queries: [[`max by (validator) (${m.userSessionTarget}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Results',
          about: 'Submitted and stale results, and sessions that a quorum agreed upon.',
          queries: [
            [rate(m.userSessionOutputs, OWN, ['result']), '{{result}}'],
            [rate(m.userSessionsAgreed, OWN, ['validator']), '{{validator}} agreed'],
          ],
          unit: 'cps',
        }),
        graph({
          title: 'Sessions with votes and without a quorum',
          about: 'Falls to 0 before the epoch closes.',
          queries: [[`max by (validator) (${m.userSessionsOpen}${own})`, '{{validator}}']],
        }),
      ],
    },
  ],
};

import type { Board } from './board.ts';
import { m, OWN, own, rate } from './names.ts';
import { graph, number, states } from './panel.ts';

/** Votes, signatures, the certificate, the close, and the checkpoints that tell the chain. */
export const handoff: Board = {
  name: 'handoff',
  title: 'Handoff',
  about: 'The end of an epoch: votes, signatures over the attestation, certificate, close, checkpoints.',
  choices: ['network', 'validator'],
  rows: [
    {
      title: 'Votes and signatures',
      panels: [
        number({
          title: 'Newest certificate',
          about: 'Epoch of the newest certificate held; -1 before the first.',
          queries: [[`min(${m.certificateEpoch}${own})`, 'epoch']],
        }),
        number({
          title: 'Signatures',
          about: 'Accepted in this epoch, on the attestation with the most stake.',
          queries: [[`max(${m.signaturesCollected}${own})`, 'signatures']],
        }),
        number({
          title: 'Stake that signed',
          about: 'A quorum makes the certificate; it is enriched up to every member.',
          queries: [[`max(${m.signaturesStake}${own})`, 'stake']],
        }),
        number({
          title: 'Differing attestations',
          about: 'Validators whose own attestation differs from the tally.',
          queries: [[`sum(${m.attestationMismatch}${own})`, 'differ']],
          warnAt: 1,
        }),
        graph({
          title: 'Stake of votes and signatures',
          about: 'Both grow at the end of an epoch and start anew with the next.',
          queries: [
            [`max(${m.voteStake}${own})`, 'votes'],
            [`max(${m.signaturesStake}${own})`, 'signatures'],
          ],
        }),
        graph({
          title: 'Rounds of vote quorum and close',
          about: '-1 is "not reached". Validators that differ have folded different logs.',
          queries: [
            [`max by (validator) (${m.voteQuorumRound}${own})`, '{{validator}} quorum'],
            [`max by (validator) (${m.closeRound}${own})`, '{{validator}} close'],
          ],
        }),
        graph({
          title: 'Signatures not accepted',
          about: 'Votes whose signature does not count, by verdict.',
          queries: [[rate(m.signaturesRejected, OWN, ['verdict']), '{{verdict}}']],
          unit: 'cps',
        }),
        states({
          title: 'Why the epoch closed',
          about: 'certificate is the normal end. backstop: it closed without one.',
          queries: [[`max by (reason) (${m.closed}${own})`, '{{reason}}']],
        }),
        states({
          title: 'Own vote in the log',
          about: 'Whether each validator has voted for the end of this epoch.',
          queries: [[`max by (validator) (${m.endOfPublishLocal}${own})`, '{{validator}}']],
        }),
      ],
    },
    {
      title: 'Checkpoints',
      panels: [
        graph({
          title: 'Checkpoints',
          about: 'Decided by the log, certified by a quorum of signatures, processed by the chain.',
          queries: [
            [`max by (kind) (${m.checkpointDecided}${own})`, '{{kind}} decided'],
            [`max by (kind) (${m.checkpointCertified}${own})`, '{{kind}} certified'],
            [`max by (kind) (${m.chainCheckpoint}${own})`, '{{kind}} on the chain'],
          ],
        }),
        graph({
          title: 'Checkpoints that wait to be written to the chain',
          about: 'Those for dWallets that the log decided and the chain has not processed.',
          queries: [[`max by (validator) (${m.checkpointWriterLag}${own})`, '{{validator}}']],
        }),
        graph({
          title: 'Results that wait for a checkpoint',
          about: 'Agreed and not yet told to the chain.',
          queries: [[`max(${m.checkpointPending}${own})`, 'waiting']],
        }),
        graph({
          title: 'Checkpoint signatures that do not verify',
          about: 'Sequenced and left out. Anything but 0 means that a member signs wrongly.',
          queries: [[rate(m.checkpointSignaturesInvalid, OWN, ['kind']), '{{kind}}']],
          unit: 'cps',
        }),
      ],
    },
  ],
};

import type { ChainEpoch } from '../../api/chain.ts';
import type { Freeze } from '../../api/freeze.ts';
import type { Handoff } from '../../api/handoff.ts';
import { counted } from '../../format/quantity.ts';

export interface Milestone {
  name: string;
  state: 'done' | 'now' | 'later';
  detail: string;
}

export interface EpochFacts {
  chain: ChainEpoch | undefined;
  freeze: Freeze | undefined;
  handoff: Handoff | undefined;
}

/** What an epoch goes through, in order, and how far it is. Several can be under way at once. */
export function milestonesOf({ chain, freeze, handoff }: EpochFacts): Milestone[] {
  const seats = chain?.committee.members.length ?? null;
  const quorum = chain?.committee.quorumThreshold ?? null;
  const of = (count: number, whole: number | null) => (whole === null ? String(count) : `${count} of ${whole}`);
  const announced = freeze?.status.announcements ?? 0;
  const readyStake = freeze?.status.readyStake ?? 0;
  const anchored = freeze?.status.quorumRound ?? null;
  const frozen = freeze?.status.freezeRound ?? null;
  const close = handoff?.close;
  const certificate = handoff?.certificate ?? null;
  const outputs = handoff?.outputs ?? [];
  const agreed = outputs.filter((output) => output.agreed !== null).length;
  const steps: { name: string; done: boolean; begun: boolean; detail: string }[] = [
    {
      name: 'Announced',
      done: seats !== null && announced >= seats,
      begun: announced > 0,
      detail: freeze === undefined ? '' : of(announced, seats),
    },
    {
      name: 'Ready quorum',
      done: anchored !== null,
      begun: readyStake > 0,
      detail: freeze === undefined ? '' : anchored === null ? `stake ${of(readyStake, quorum)}` : `round ${anchored}`,
    },
    {
      name: 'Frozen',
      done: frozen !== null,
      begun: anchored !== null,
      detail:
        frozen === null
          ? anchored === null
            ? ''
            : 'in its grace'
          : `${counted(freeze?.frozen.length ?? 0, 'name')}, round ${frozen}`,
    },
    {
      name: 'Next committee',
      done: chain?.nextCommittee != null,
      begun: frozen !== null,
      detail: chain?.nextCommittee ? counted(chain.nextCommittee.members.length, 'member') : '',
    },
    {
      name: 'Sessions agreed',
      done: outputs.length > 0 && agreed === outputs.length,
      begun: outputs.length > 0,
      detail: outputs.length === 0 ? '' : of(agreed, outputs.length),
    },
    {
      name: 'Certificate',
      done: certificate !== null,
      begun: (close?.voters ?? 0) > 0,
      detail:
        certificate === null
          ? close
            ? `stake ${of(close.voteStake, quorum)}`
            : ''
          : counted(certificate.signers, 'signer'),
    },
    {
      name: 'Closed',
      done: close?.closeRound != null,
      begun: close?.quorumRound != null,
      detail: close?.closeRound == null ? '' : `by ${(close.reason ?? '').replace('_', ' ')}`,
    },
  ];
  return steps.map(({ name, done, begun, detail }) => ({
    name,
    state: done ? 'done' : begun ? 'now' : 'later',
    detail,
  }));
}

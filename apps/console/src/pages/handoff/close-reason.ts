import type { Handoff } from '../../api/handoff.ts';
import { counted } from '../../format/quantity.ts';
import type { Tone } from '../../parts/tone.ts';

/** The close decision in a sentence: what happened, or what it waits for. docs/spec/handoff.md#close */
export function sayClose(
  { close, certificate, votes }: Handoff,
  quorum: number,
): { tone: Tone; title: string; text: string } {
  const { closeRound, quorumRound, reason, pinnedVoters, voters, voteStake } = close;
  if (closeRound !== null) {
    const after =
      quorumRound === null ? '' : `, ${counted(closeRound - quorumRound, 'round')} after the quorum of votes`;
    const closed = `Closed in round ${closeRound}${after}`;
    switch (reason) {
      case 'certificate':
        return {
          tone: 'ok',
          title: 'Closed with a certificate',
          text: `${closed}: the certificate existed, and all had voted or the grace was over.`,
        };
      case 'backstop':
        return {
          tone: 'bad',
          title: 'Closed without a certificate',
          text: `${closed}: four graces passed and no attestation reached a quorum. The next epoch’s barrier will wait; compare what was attested below.`,
        };
      case 'vote_quorum':
        return {
          tone: 'ok',
          title: 'Closed by votes',
          text: `${closed}: under this protocol version a quorum of votes ends the epoch; there is no certificate.`,
        };
      default:
        return { tone: 'ok', title: 'Closed', text: `${closed}.` };
    }
  }
  if (quorumRound !== null) {
    const waits =
      certificate === null
        ? 'the certificate, or the end of four graces'
        : 'the remaining voters, or the end of the grace';
    return {
      tone: 'wait',
      title: 'Waiting to close',
      text: `The votes reached their quorum in round ${quorumRound} with ${counted(pinnedVoters ?? votes.length, 'voter')}; waits for ${waits}.`,
    };
  }
  if (voters > 0)
    return {
      tone: 'wait',
      title: 'Gathering votes',
      text: `${counted(voters, 'member')} voted: stake ${voteStake} of the ${quorum} that make a quorum.`,
    };
  return {
    tone: 'idle',
    title: 'Nobody has voted yet',
    text: 'Members vote once the chain says that publishing is over.',
  };
}

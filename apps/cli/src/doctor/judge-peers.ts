import { counted, duration, short } from '../output/words.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

export interface PeerReach {
  authority: string;
  label: string | null;
  address: string;
  self: boolean;
  stake: number;
  /** Null where nobody answered; else how long it took. */
  answeredMs: number | null;
  /** What came back does not look like Baton's public face. */
  strange: boolean;
  reason: string;
}

const FIREWALL =
  'Check its address on the chain, the firewall between, and whether its node runs; others may have reached it meanwhile.';

/** Whether the public faces of a committee answer from here. `validityThreshold` of stake is what help can be had from. */
export function judgePeers(reaches: readonly PeerReach[], validityThreshold: number): Finding[] {
  const others = reaches.filter(({ self }) => !self);
  const answering = others.filter((one) => one.answeredMs !== null && !one.strange);
  const each = reaches.flatMap((one) => judgePeer(one));
  if (others.length === 0) return each;
  const stake = answering.reduce((sum, one) => sum + one.stake, 0);
  const slowest = Math.max(0, ...answering.map(({ answeredMs }) => answeredMs ?? 0));
  const detail = `${answering.length} of ${counted(others.length, 'peer')} answer${answering.length > 0 ? `, the slowest in ${duration(slowest)}` : ''}`;
  const summary =
    stake < validityThreshold
      ? fail(
          'peers',
          'committee',
          `${detail}; stake ${stake} where ${validityThreshold} is needed to count on an honest one`,
          'Check this machine’s own way out: with so many away the fault is likely here.',
        )
      : ok('peers', 'committee', detail);
  return [...each, summary];
}

function judgePeer({ authority, label, address, self, answeredMs, strange, reason }: PeerReach): Finding[] {
  const name = `${label ?? short(authority)} at ${address}`;
  if (answeredMs === null && self)
    return [
      warn(
        'peers',
        `own face at ${address}`,
        `does not answer from here: ${reason}`,
        'Others may still reach it. If not: peerHost and peerPort must be what the chain says, and open in the firewall.',
      ),
    ];
  if (answeredMs === null) return [warn('peers', name, `does not answer: ${reason}`, FIREWALL)];
  if (strange) return [warn('peers', name, `answers, but not as a node does: ${reason}`, FIREWALL)];
  return [];
}

import type { EpochView } from '@baton/read-model';
import pLimit from 'p-limit';
import { below, request } from '../node/http.ts';
import { type Finding, reasonOf, skipped } from './finding.ts';
import { type ClockReading, judgeClock, readClock } from './judge-clock.ts';
import { judgePeers, type PeerReach } from './judge-peers.ts';

const PEERS_AT_ONCE = 16;
const PEER_TIMEOUT_MS = 5_000;
/** HTTP dates have no fractions. */
const DATE_STEP_MS = 1_000;
/** A question that every public face answers, if only that there is no such certificate. */
const PROBE = '/v1/handoff/epochs/0/certificate';

/** Asks the public face of each member of the newest epoch that the node knows, and of the next one where it is named. */
export async function examinePeers(
  view: EpochView | undefined,
  self: string,
  labels: ReadonlyMap<string, string>,
): Promise<Finding[]> {
  if (view === undefined)
    return [skipped('peers', 'committee', 'the node has not read a committee from the chain yet')];
  const faces = new Map(Object.entries({ ...view.nextAddresses, ...view.addresses }));
  const stakes = new Map(view.committee.members.map(({ name, stake }) => [name as string, stake]));
  const limit = pLimit(PEERS_AT_ONCE);
  const probes = await Promise.all(
    [...faces].map(([authority, { peerUrl }]) => limit(() => probe(authority, peerUrl, self))),
  );
  const reaches = probes.map(({ reach }) => ({
    ...reach,
    label: labels.get(reach.authority) ?? null,
    stake: stakes.get(reach.authority) ?? 0,
  }));
  const clocks = probes.flatMap(({ clock }) => (clock === undefined ? [] : [clock]));
  return [...judgePeers(reaches, view.committee.validityThreshold), ...judgeClocks(clocks)];
}

interface Probe {
  reach: PeerReach;
  clock: ClockReading | undefined;
}

async function probe(authority: string, peerUrl: string, self: string): Promise<Probe> {
  const reach = {
    authority,
    label: null,
    address: peerUrl,
    self: authority === self,
    stake: 0,
    answeredMs: null,
    strange: false,
    reason: '',
  };
  const base = URL.parse(`${peerUrl}/`);
  if (base === null)
    return { reach: { ...reach, reason: 'its address on the chain is no HTTP address' }, clock: undefined };
  const askedMs = Date.now();
  try {
    const { headers, status } = await request(below(base, PROBE), 'application/json', PEER_TIMEOUT_MS);
    const answeredMs = Date.now();
    const type = headers.get('content-type') ?? 'no type';
    const date = Date.parse(headers.get('date') ?? '');
    const clock = Number.isNaN(date)
      ? undefined
      : readClock(`peer ${authority.slice(0, 12)}…`, date, askedMs, answeredMs, DATE_STEP_MS);
    const strange = !/json/.test(type);
    return {
      reach: { ...reach, answeredMs: answeredMs - askedMs, strange, reason: `status ${status}, ${type}` },
      clock,
    };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return { reach: { ...reach, reason: reasonOf(cause ?? error) }, clock: undefined };
  }
}

/** One line where all peers' clocks agree with this one; else one for each that does not. */
function judgeClocks(clocks: readonly ClockReading[]): Finding[] {
  const found = clocks.map(judgeClock);
  const off = found.filter(({ verdict }) => verdict !== 'ok');
  const [first] = found;
  if (off.length > 0 || first === undefined) return off;
  return [{ ...first, subject: `${found.length} peers`, detail: 'agree with this machine' }];
}

import type { ServiceState } from './document.ts';

export interface Trouble {
  service: string;
  state: ServiceState;
  waitingFor: string | null;
  /** Set where the chain's outage or the switch's hold is the reason. */
  hold: string | null;
}

const BARRIER: readonly [RegExp, string][] = [
  [
    /no_certificate/,
    'No member gave it the certificate of the epoch before. `baton doctor` tells which peers can be reached; `baton handoff show EPOCH` at another member whether there is one.',
  ],
  [
    /missing_outputs/,
    'It has the certificate, not the bytes that it names. `baton barrier show` lists them, `baton doctor` tells which peers can be reached; one member that holds them is enough.',
  ],
  [
    /prior_epoch_unknown/,
    'It knows neither the epoch before nor its committee. Check suiUrl and that the fullnode is in sync; it goes on by itself once the chain is read.',
  ],
];

const HOLDS: Readonly<Record<string, string>> = {
  blobs_missing: 'Outputs that the chain is to get are not held here. `baton doctor` tells which peers can be reached.',
  contents_differ:
    'What a quorum signed is not what this node would have signed. `baton handoff show` compares; if only this node differs, `baton projection verify`.',
  signatures_invalid:
    "A checkpoint's signatures do not add up under the committee's keys. Check suiUrl and the object ids.",
  not_closed: 'The log has not closed the epoch. `baton handoff show` tells who has not voted.',
  end_of_publish_not_received:
    'The chain has not been told the end of publishing yet; it follows the closing checkpoint.',
  not_locked: 'The chain has not locked its sessions yet; the next transaction does it.',
  sessions_open:
    'Sessions that the epoch must complete are not complete. `baton status` at other members tells whether they compute.',
  network_keys_not_reconfigured:
    'The network key has no output of this epoch yet. `baton handoff show` lists the votes on it.',
};

const CHAIN =
  'The fullnode does not answer or is behind. Check suiUrl with `baton doctor`; everything else goes on meanwhile.';
const LOG =
  'No commit has come for too long. Check that consensus-log runs (`baton log tail`) and that nats-server answers (`baton doctor`).';

/** What an operator can do about a service that makes no progress; null where it only follows another one. */
export function remedyFor({ service, state, waitingFor, hold }: Trouble): string | null {
  if (hold !== null) return HOLDS[hold] ?? `It holds the epoch's switch back: ${hold}.`;
  if (state === 'ok' || state === 'idle' || state === 'catching_up') return null;
  if (waitingFor === null) return state === 'stalled' ? LOG : null;
  if (service === 'barrier') {
    const known = BARRIER.find(([reason]) => reason.test(waitingFor));
    if (known !== undefined) return known[1];
  }
  if (service === 'sui-syncer') return CHAIN;
  if (/^unsupported_version$/.test(waitingFor))
    return 'The chain asks for a protocol version that this build does not know. Install a newer one.';
  if (/commits of the log|^log of epoch|an open epoch/.test(waitingFor)) return LOG;
  return null;
}

/** Where to look instead, for a service that only follows another one; null where it waits by itself. */
export function followed({ service, waitingFor }: Pick<Trouble, 'service' | 'waitingFor'>): string | null {
  if (waitingFor === null) return null;
  if (service !== 'barrier' && /barrier/.test(waitingFor)) return 'barrier';
  if (service !== 'sui-syncer' && /chain.view/.test(waitingFor)) return 'sui-syncer';
  return null;
}

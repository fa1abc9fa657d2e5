import type { BarrierEpoch } from '../../api/barrier.ts';
import { counted } from '../../format/quantity.ts';
import { words } from '../../format/words.ts';
import type { Tone } from '../../parts/tone.ts';

type Anchor = Pick<BarrierEpoch, 'epoch' | 'state' | 'reason' | 'missing' | 'requiresCertificate'>;

/** What the barrier of an epoch waits for, in a sentence. docs/spec/barrier.md */
export function sayBarrier({ epoch, state, reason, missing, requiresCertificate }: Anchor): {
  tone: Tone;
  text: string;
  help: string;
} {
  if (state === 'ready') {
    const by = requiresCertificate
      ? `The certificate of epoch ${epoch - 1} is verified and every output it names is held.`
      : 'This epoch needs no certificate: it is the first, or follows one without off-chain metadata.';
    return { tone: 'ok', text: `Open for epoch ${epoch}`, help: by };
  }
  if (state === 'rejected') {
    return {
      tone: 'bad',
      text: `Rejected epoch ${epoch}: ${words(reason ?? 'the certificate does not verify')}`,
      help: 'The node halted on purpose: its store or its view of the chain is wrong. See the page of BARRIER_REJECTED.',
    };
  }
  if (missing > 0) {
    return {
      tone: 'wait',
      text: `Waiting for ${counted(missing, 'certified output')}`,
      help: 'The certificate is here; these bytes are asked of peers by digest. If it lasts, look whether peers can be reached.',
    };
  }
  return {
    tone: 'wait',
    text: `Waiting for ${WAITS[reason ?? ''] ?? words(reason ?? 'the certificate')}`,
    help: HELPS[reason ?? ''] ?? DEFAULT_HELP,
  };
}

const WAITS: Record<string, string> = {
  no_certificate: 'the certificate of the epoch before',
  missing_outputs: 'certified outputs',
  prior_epoch_unknown: 'the chain’s word on the epoch before',
};
const DEFAULT_HELP =
  'Members of this epoch and the one before are asked at once; the first good answer ends it. There is no timeout.';
const HELPS: Record<string, string> = {
  prior_epoch_unknown:
    'Neither a view of the epoch before nor the chain’s previous committee is there; nothing is assumed until one is.',
};

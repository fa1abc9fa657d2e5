import { decodeCertificate, fromHex, type HandoffItemKey } from '@baton/protocol';
import type { AnchorRow, BarrierEpochRow } from '@baton/read-model';
import type { Static } from 'typebox';
import type { PeerAnswer } from './peer-answers.ts';
import { type anchor, BARRIER_CODES, type epochList } from './schemas.ts';

type Anchor = Static<typeof anchor>;
type Code = (typeof BARRIER_CODES)[number];

const iso = (ms: number) => new Date(ms).toISOString();
const timesOf = ({ since, readyAt }: Pick<AnchorRow, 'since' | 'readyAt'>) => ({
  since: iso(since),
  readyAt: readyAt === null ? null : iso(readyAt),
});

export const describeEpochRow = (row: BarrierEpochRow): Static<typeof epochList>['items'][number] => ({
  ...row,
  ...timesOf(row),
});

/** The verdict on an epoch with all that it rests on. */
export function describeAnchor(row: AnchorRow, peers: readonly PeerAnswer[]): Anchor {
  const { epoch, state, reason, requiresCertificate, priorAttestationDigest, retries } = row;
  const held = row.certificate === null ? null : decodeCertificate(fromHex(row.certificate));
  const items = held?.attestation.items ?? [];
  return {
    epoch,
    state,
    reason,
    requiresCertificate,
    priorAttestationDigest,
    why: explain(row, peers),
    missing: row.missing.flatMap(({ key, digest }) =>
      isOutput(key) ? [{ key: { type: key.type, keyId: key.keyId }, digest }] : [],
    ),
    certifiedOutputs: items.flatMap(({ key, digest }) =>
      isOutput(key) ? [{ keyId: key.keyId, output: outputOf(key), digest }] : [],
    ),
    certificate: {
      epoch: Math.max(0, epoch - 1),
      verdict: verdictOf(row),
      attestationDigest: priorAttestationDigest,
      signers: held?.signatures.map(({ signer }) => signer) ?? [],
    },
    peers: peers.map(({ atMs, ...answer }) => ({ ...answer, at: iso(atMs) })),
    retries,
    ...timesOf(row),
  };
}

type OutputKey = Exclude<HandoffItemKey, { type: 'validator_mpc_data' }>;
const isOutput = (key: HandoffItemKey): key is OutputKey => key.type !== 'validator_mpc_data';
const outputOf = ({ type }: OutputKey) =>
  type === 'network_dkg_output' ? ('dkg' as const) : ('reconfiguration' as const);

function verdictOf({ state, certificate, requiresCertificate }: AnchorRow): Anchor['certificate']['verdict'] {
  if (state === 'rejected') return 'rejected';
  if (certificate !== null) return 'verified';
  return requiresCertificate ? 'not_held' : 'not_required';
}

const isCode = (reason: string | null): reason is Code => BARRIER_CODES.some((code) => code === reason);

function explain(row: AnchorRow, peers: readonly PeerAnswer[]): Anchor['why'] {
  const code: Code = row.state === 'rejected' || !isCode(row.reason) ? 'rejected' : row.reason;
  return { code, text: [sentence(code, row), row.state === 'ready' ? '' : summary(peers)].join(' ').trim() };
}

function sentence(code: Code, { epoch, missing, reason }: AnchorRow): string {
  const prior = `the certificate of epoch ${epoch - 1}`;
  switch (code) {
    case 'no_certificate_required':
      return `Epoch ${epoch} starts from no certificate.`;
    case 'all_held':
      return `${capital(prior)} is verified, and every output it names is held here.`;
    case 'prior_epoch_unknown':
      return `Neither this node nor the chain knows the committee of epoch ${epoch - 1}, against which ${prior} would be verified.`;
    case 'no_certificate':
      return `${capital(prior)} is not held here.`;
    case 'missing_outputs':
      return `${capital(prior)} is verified, but ${missing.length} of the outputs it names are not held here.`;
    case 'rejected':
      return `${capital(prior)} was rejected: ${reason ?? 'unknown reason'}.`;
  }
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** How the peers answered, counted. */
function summary(peers: readonly PeerAnswer[]): string {
  if (peers.length === 0) return '';
  const said = Map.groupBy(peers, ({ answer, detail }) => (detail === null ? answer : `${answer} (${detail})`));
  const counts = [...said].map(([answer, of]) => `${of.length} ${answer}`).join(', ');
  return `Last answers of peers: ${counts}.`;
}

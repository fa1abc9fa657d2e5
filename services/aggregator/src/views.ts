import {
  type AuthorityName,
  type ConfigurationOverrides,
  decodeStrict,
  type Epoch,
  fromHex,
  type HandoffAttestation,
  handoffAttestationCodec,
} from '@baton/protocol';
import {
  type Connection,
  chainQueries,
  checkpointQueries,
  type HandoffEpochRow,
  handoffQueries,
} from '@baton/read-model';
import type { Static } from 'typebox';
import { explainClose } from './close-explanation.ts';
import type * as schemas from './schemas.ts';

const NO_VOTES = { voters: 0, voteStake: 0, quorumRound: null, pinnedVoters: null, closeRound: null, reason: null };

type EpochSummary = Static<typeof schemas.epochList>['items'][number];

export function describeEpochRow({ seated, votes, reason, ...row }: HandoffEpochRow): EpochSummary {
  const leading = row.certificate?.attestationDigest ?? mostSigned(votes);
  const byAuthority = new Map(votes.map((vote) => [vote.authority, vote]));
  const stateOf = (name: AuthorityName): EpochSummary['members'][number]['state'] => {
    const vote = byAuthority.get(name);
    if (vote === undefined) return 'silent';
    if (!vote.signatureAccepted) return 'voted';
    return vote.attestationDigest === leading ? 'signed' : 'divergent';
  };
  return { ...row, closeReason: reason, members: seated.map((name) => ({ name, state: stateOf(name) })) };
}

function mostSigned(votes: HandoffEpochRow['votes']) {
  const signed = Map.groupBy(
    votes.filter((vote) => vote.signatureAccepted),
    (vote) => vote.attestationDigest,
  );
  return [...signed].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}

/** Everything the log says of an epoch's end, and why it is where it is. */
export async function describeHandoff(
  db: Connection,
  epoch: Epoch,
  grace: ConfigurationOverrides,
): Promise<Static<typeof schemas.handoffView>> {
  const { epoch: _, ...close } = { epoch, ...NO_VOTES, ...(await handoffQueries.closeStatus(db, epoch)) };
  const certificate = await handoffQueries.certificate(db, epoch);
  const signatures = await handoffQueries.handoffSignatures(db, epoch);
  const attestations = await handoffQueries.attestations(db, epoch);
  const votes = await handoffQueries.votes(db, epoch);
  const view = await chainQueries.epochView(db, epoch);
  const round = (await checkpointQueries.projectionCheckpoint(db, 'handoff', 'handoff', epoch))?.round ?? null;
  const voted = new Set(votes.map(({ authority }) => authority));
  return {
    epoch,
    close,
    decision: explainClose({ close, view, attestations, certificate, round, grace }),
    endedRound: (await handoffQueries.endedRound(db, epoch)) ?? null,
    votes: votes.map(({ epoch: _, ...vote }) => vote),
    notVoted: (view?.committee.members ?? []).flatMap(({ name }) => (voted.has(name) ? [] : [name])),
    attestations: attestations.map(({ attestationDigest, items, nextCommitteeHash, stake }) => ({
      attestationDigest,
      items,
      nextCommitteeHash,
      stake,
      signers: signatures.filter((row) => row.attestationDigest === attestationDigest).map(({ signer }) => signer),
    })),
    certificate: certificate ? withoutBytes(certificate) : null,
    outputs: await describeOutputs(db, epoch),
  };
}

async function describeOutputs(db: Connection, epoch: Epoch) {
  const agreed = await handoffQueries.agreedOutputs(db, epoch);
  const slots = Map.groupBy(await handoffQueries.outputVotes(db, epoch), ({ keyId, output }) => `${keyId} ${output}`);
  return [...slots.values()].map((votes) => {
    const { keyId, output } = votes[0]!;
    const found = agreed.find((row) => row.keyId === keyId && row.output === output);
    return {
      keyId,
      output,
      agreed: found ? { digest: found.digest, round: found.round, stake: found.stake } : null,
      votes: votes.map(({ authority, digest, round }) => ({ authority, digest, round })),
    };
  });
}

/** Attestations of an epoch, decoded, each with its signatures. */
export async function describeAttestations(
  db: Connection,
  epoch: Epoch,
  attestations: readonly handoffQueries.AttestationRow[],
): Promise<Static<typeof schemas.attestationList>['items']> {
  const digests = attestations.map(({ attestationDigest }) => attestationDigest);
  const signatures = await handoffQueries.signaturesOfAttestations(db, epoch, digests);
  const certified = (await handoffQueries.certificate(db, epoch))?.attestationDigest;
  return attestations.map(({ attestationDigest, stake, signers, encoded }) => ({
    attestationDigest,
    stake,
    signers,
    certified: attestationDigest === certified,
    attestation: decodeStrict<HandoffAttestation>(handoffAttestationCodec, fromHex(encoded)),
    signatures: signatures
      .filter((row) => row.attestationDigest === attestationDigest)
      .map(({ signer, signature, round }) => ({ signer, signature, round })),
  }));
}

const withoutBytes = <Row extends { encoded: string }>({ encoded: _, ...summary }: Row): Omit<Row, 'encoded'> =>
  summary;

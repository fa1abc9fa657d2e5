import { decodeStrict, type Epoch, fromHex, type HandoffAttestation, handoffAttestationCodec } from '@baton/protocol';
import { type Database, handoffQueries } from '@baton/read-model';

const NO_VOTES = { voters: 0, voteStake: 0, quorumRound: null, pinnedVoters: null, closeRound: null, reason: null };

/** Everything the log says of an epoch's end. */
export async function describeHandoff({ db }: Database, epoch: Epoch) {
  const { epoch: _, ...close } = { epoch, ...NO_VOTES, ...(await handoffQueries.closeStatus(db, epoch)) };
  const certificate = await handoffQueries.certificate(db, epoch);
  const signatures = await handoffQueries.handoffSignatures(db, epoch);
  const attestations = await handoffQueries.attestations(db, epoch);
  return {
    epoch,
    close,
    endedRound: (await handoffQueries.endedRound(db, epoch)) ?? null,
    votes: (await handoffQueries.votes(db, epoch)).map(
      ({ authority, round, attestationDigest, signatureAccepted }) => ({
        authority,
        round,
        attestationDigest,
        signatureAccepted,
      }),
    ),
    attestations: attestations.map(({ attestationDigest, items, nextCommitteeHash, stake }) => ({
      attestationDigest,
      items,
      nextCommitteeHash,
      stake,
      signers: signatures.filter((row) => row.attestationDigest === attestationDigest).map(({ signer }) => signer),
    })),
    certificate: certificate ? withoutBytes(certificate) : null,
    outputs: await describeOutputs({ db }, epoch),
  };
}

async function describeOutputs({ db }: Pick<Database, 'db'>, epoch: Epoch) {
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

/** The attestations signed in an epoch, decoded, each with its signatures. */
export async function describeAttestations({ db }: Database, epoch: Epoch) {
  const signatures = await handoffQueries.handoffSignatures(db, epoch);
  const attestations = await handoffQueries.attestations(db, epoch);
  return {
    epoch,
    attestations: attestations.map(({ attestationDigest, stake, signers, encoded }) => ({
      attestationDigest,
      stake,
      signers,
      attestation: decodeStrict<HandoffAttestation>(handoffAttestationCodec, fromHex(encoded)),
      signatures: signatures
        .filter((row) => row.attestationDigest === attestationDigest)
        .map(({ signer, signature }) => ({ signer, signature })),
    })),
  };
}

export const withoutBytes = <Row extends { encoded: string }>({ encoded: _, ...summary }: Row): Omit<Row, 'encoded'> =>
  summary;

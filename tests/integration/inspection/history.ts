import {
  type AuthorityName,
  type BlsSignature,
  type CommitteeSnapshot,
  type ConsensusKey,
  chainThresholds,
  type Digest,
  encodeAttestation,
  objectId,
  type Signature,
  toHex,
} from '@baton/protocol';
import {
  barrierTables,
  chainTables,
  type Database,
  freezeTables,
  handoffTables,
  migrateSchema,
} from '@baton/read-model';

export const SEATS = 32;
export const EPOCHS = 20;
/** The newest epoch: not ended, and with a joiner that came late. */
export const OPEN = EPOCHS;
export const JOINER = nameOf(99);
/** Relayed for the next epoch in every one that has ended; what candidates of theirs still waits is forged. */
export const RELAYED = [60, 61, 62];
export const KEYS = [1, 2, 3].map((key) => objectId(`0x${key.toString(16).padStart(64, '0')}`));
export const CHECKPOINTS = { dwallet: [11, 12, 13, 14, 15], system: [4, 5] } as const;

/** Never that of the sequencer, which is all zeros. */
export function nameOf(seat: number): AuthorityName {
  return (seat + 1).toString(16).padStart(2, '0').repeat(48) as AuthorityName;
}
export const blobOf = (seat: number) => seat.toString(16).padStart(2, '0').repeat(32) as Digest;

const seats = [...Array(SEATS).keys()];

function committeeOf(epoch: number): CommitteeSnapshot {
  const members = seats.map((seat) => ({
    name: nameOf(seat),
    stake: 1,
    consensusKey: blobOf(seat) as unknown as ConsensusKey,
  }));
  return { epoch, members, ...chainThresholds(SEATS) };
}

/**
 * Rows of 20 epochs with 32 members, as the services would have written them. In each, seat 31 is excluded (two attest
 * it), seat 30 carried, seat 29 signed another attestation and seat 28 did not vote.
 */
export async function writeHistory({ db, sql }: Database): Promise<void> {
  for (const schema of ['freeze', 'handoff', 'chain', 'barrier'] as const) await migrateSchema(sql, schema);
  for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
    await db.insert(chainTables.epochView).values({
      epoch,
      committee: committeeOf(epoch),
      addresses: {},
      protocolVersion: 4,
      epochStartMs: epoch * 1000,
      epochDurationMs: 1000,
      observedAt: 1,
    });
    await db.insert(barrierTables.anchor).values({
      epoch,
      state: 'ready',
      requiresCertificate: false,
      missing: [],
      reason: 'no_certificate_required',
      since: 1,
      retries: 0,
      readyAt: 2,
    });
    await writeFreeze(db, epoch);
    await writeEnd(db, epoch);
    await writeCheckpoints(db, epoch);
  }
}

async function writeFreeze(db: Database['db'], epoch: number): Promise<void> {
  const attested = seats.filter((seat) => seat < 30);
  const joins = epoch === OPEN ? [{ name: JOINER, digest: blobOf(99) }] : [];
  const signals = attested.map((seat) => {
    const peers = [...attested, ...(seat < 2 ? [31] : [])].map((of) => ({ name: nameOf(of), digest: blobOf(of) }));
    const validatedPeers = [...peers, ...(seat === 0 ? joins : [])];
    const counts = { sequenceNumber: 1, peerCount: validatedPeers.length, outsiders: 0 };
    return { epoch, authority: nameOf(seat), ...counts, validatedPeers, round: seat === 0 ? 9 : 5 };
  });
  const announcement = (validator: AuthorityName, blobHash: Digest, round: number, relayed: boolean) => ({
    epoch: relayed ? epoch + 1 : epoch,
    validator,
    timestampMs: 1,
    blobHash,
    relayed,
    streamEpoch: epoch,
    round,
    sequence: round,
  });
  await db
    .insert(freezeTables.announcement)
    .values([
      ...seats.filter((seat) => seat !== 30).map((seat) => announcement(nameOf(seat), blobOf(seat), 2, false)),
      ...joins.map(({ name, digest }) => announcement(name, digest, 8, true)),
      ...(epoch === OPEN ? [] : RELAYED).map((seat) => announcement(nameOf(seat), blobOf(seat), 8, true)),
    ]);
  const waiting = RELAYED.flatMap((seat) =>
    [101, 102].map((forged) => ({ joiner: nameOf(seat), digest: blobOf(forged) })),
  );
  await db
    .insert(freezeTables.joinerBuffer)
    .values(waiting.map((row) => ({ ...row, epoch, relayer: nameOf(0), arrivedMs: 1 })));
  const ready = KEYS.flatMap((keyId, index) =>
    seats.slice(index * 10).map((seat) => ({ keyId, authority: nameOf(seat) })),
  );
  await db.insert(freezeTables.networkKeyReady).values(ready.map((row) => ({ ...row, epoch, round: 3 })));
  await db.insert(freezeTables.readySignal).values(signals);
  await db.insert(freezeTables.frozen).values([
    ...attested.map((seat) => ({
      epoch,
      name: nameOf(seat),
      digest: blobOf(seat),
      source: 'quorum' as const,
      stake: attested.length,
    })),
    { epoch, name: nameOf(30), digest: blobOf(30), source: 'carried' as const, stake: 0 },
  ]);
  await db
    .insert(freezeTables.excluded)
    .values([{ epoch, name: nameOf(31) }, ...joins.map(({ name }) => ({ epoch, name }))]);
  await db.insert(freezeTables.freezeStatus).values({
    epoch,
    readySigners: signals.length,
    readyStake: signals.length,
    quorumRound: 5,
    freezeRound: 10,
    announcements: 31,
    graceRounds: 5,
    firstCommitMs: 1,
  });
  await db.insert(freezeTables.projectionCheckpoint).values(checkpoint('freeze', epoch));
}

async function writeEnd(db: Database['db'], epoch: number): Promise<void> {
  const [certified, other] = [blobOf(200), blobOf(201)];
  const voters = seats.filter((seat) => seat !== 28);
  const signed = (seat: number) => (seat === 29 ? other : certified);
  const votes = voters.map((seat) => ({ epoch, authority: nameOf(seat), round: 20, attestationDigest: signed(seat) }));
  await db.insert(handoffTables.vote).values(votes.map((vote) => ({ ...vote, signatureAccepted: true })));
  const attestation = (attestationDigest: Digest, signers: number) => ({
    epoch,
    attestationDigest,
    items: 0,
    nextCommitteeHash: blobOf(1),
    encoded: toHex(encodeAttestation({ epoch, nextCommitteeHash: blobOf(1), items: [] })),
    stake: signers,
    signers,
  });
  await db.insert(handoffTables.attestation).values([attestation(certified, 30), attestation(other, 1)]);
  const signature = 'ab'.repeat(64) as Signature;
  await db.insert(handoffTables.handoffSignature).values(
    voters.map((seat) => ({
      epoch,
      attestationDigest: signed(seat),
      signer: nameOf(seat),
      signature,
      round: 20,
    })),
  );
  await db.insert(handoffTables.closeStatus).values({
    epoch,
    voters: voters.length,
    voteStake: voters.length,
    quorumRound: 20,
    pinnedVoters: 22,
    closeRound: epoch === OPEN ? null : 25,
    reason: epoch === OPEN ? null : 'certificate',
  });
  const stake = { signers: 30, stake: 30, quorum: chainThresholds(SEATS).quorumThreshold };
  await db.insert(handoffTables.certificate).values({ epoch, attestationDigest: certified, encoded: '', ...stake });
  await db.insert(handoffTables.projectionCheckpoint).values(checkpoint('handoff', epoch));
}

async function writeCheckpoints(db: Database['db'], epoch: number): Promise<void> {
  const placed = [
    ...CHECKPOINTS.dwallet.map((sequenceNumber) => ({ epoch, kind: 'dwallet' as const, sequenceNumber })),
    ...CHECKPOINTS.system.map((sequenceNumber) => ({ epoch, kind: 'system' as const, sequenceNumber })),
  ];
  const contentsDigest = blobOf(7);
  const items = [{ type: 'end_of_publish' as const }];
  await db.insert(handoffTables.checkpoint).values(placed.map((place) => ({ ...place, items, round: 25 })));
  await db
    .insert(handoffTables.checkpointTally)
    .values(placed.map((place) => ({ ...place, contentsDigest, stake: 1, signers: 1, certifiedRound: null })));
  const signature = 'cd'.repeat(48) as BlsSignature;
  await db
    .insert(handoffTables.checkpointSignature)
    .values(placed.map((place) => ({ ...place, authority: nameOf(5), contentsDigest, signature, round: 26 })));
  const supportedVersions = [{ version: 4, configurationDigest: blobOf(4) }];
  await db
    .insert(handoffTables.capability)
    .values(seats.map((seat) => ({ epoch, authority: nameOf(seat), generation: 1, supportedVersions, round: 4 })));
}

const checkpoint = (projection: string, epoch: number) => ({
  projection,
  epoch,
  version: 1,
  round: 30,
  sequence: 30,
  timestampMs: 1,
  commitDigest: blobOf(1),
  stateDigest: blobOf(1),
  ended: epoch !== OPEN,
});

import { generateKeys, type ValidatorKeys } from '@baton/keys';
import { type AuthorityName, type CommitteeSnapshot, chainThresholds, type Digest, type Epoch } from '@baton/protocol';
import { barrierWriters, chainWriters, type Database, freezeTables, notify, upsert } from '@baton/read-model';

/** Keys that are always the same for a seat. */
export const keysOf = (seat: number): ValidatorKeys => generateKeys(new Uint8Array(32).fill(seat + 1));

export const nameOf = (seat: number): AuthorityName => keysOf(seat).protocol.name;

export const committeeOf = (epoch: Epoch, size: number) =>
  committeeOfSeats(
    epoch,
    Array.from({ length: size }, (_, seat) => seat),
  );

export function committeeOfSeats(epoch: Epoch, seats: readonly number[]): CommitteeSnapshot {
  const members = seats.map((seat) => ({
    name: nameOf(seat),
    stake: 1,
    consensusKey: keysOf(seat).consensus.publicKey,
  }));
  return { epoch, members, ...chainThresholds(seats.length) };
}

/** What sui-syncer would write when it sees an epoch. */
export async function showEpoch(
  { db }: Database,
  epoch: Epoch,
  size: number,
  more: {
    peerUrls?: Record<number, string>;
    next?: boolean;
    nextSeats?: number[];
    endOfPublishReady?: boolean;
    epochDurationMs?: number;
    protocolVersion?: number;
  } = {},
): Promise<void> {
  await chainWriters.writeEpochView(db, {
    epoch,
    committee: committeeOf(epoch, size),
    addresses: Object.fromEntries(
      Object.entries(more.peerUrls ?? {}).map(([seat, peerUrl]) => [
        nameOf(Number(seat)),
        { validatorId: `0x${'0'.repeat(64)}` as never, peerUrl },
      ]),
    ),
    protocolVersion: more.protocolVersion ?? 4,
    epochStartMs: 0,
    epochDurationMs: more.epochDurationMs ?? 10_000,
    nextCommittee: more.nextSeats
      ? committeeOfSeats(epoch + 1, more.nextSeats)
      : more.next
        ? committeeOf(epoch + 1, size)
        : null,
    nextAddresses: null,
    endOfPublishReady: more.endOfPublishReady ?? false,
    lockedSessions: more.endOfPublishReady ?? false,
    observedAt: Date.now(),
  });
}

/** What freeze-projector would write for a sequenced announcement. */
export async function showAnnouncement({ db }: Database, epoch: Epoch, seat: number, blobHash: Digest): Promise<void> {
  await db.transaction(async (transaction) => {
    const row = {
      epoch,
      validator: nameOf(seat),
      timestampMs: 1_000 + seat,
      blobHash,
      relayed: false,
      streamEpoch: epoch,
      round: 1,
      sequence: seat + 1,
    };
    await upsert(transaction, freezeTables.announcement, [row]);
    await notify(transaction, 'freeze', { epoch, tables: ['announcement'] });
  });
}

/** The barrier lets the node into the epoch. */
export async function openBarrier({ db }: Database, epoch: Epoch): Promise<void> {
  await barrierWriters.writeAnchor(db, {
    epoch,
    state: 'ready',
    priorAttestationDigest: null,
    certificate: null,
    requiresCertificate: false,
    missing: [],
    reason: null,
    since: 1,
    retries: 0,
    readyAt: 2,
  });
}

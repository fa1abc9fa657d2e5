import { type AuthorityName, type Digest, decodeCertificate, type Epoch, fromHex } from '@baton/protocol';
import {
  barrierQueries,
  blobsQueries,
  type Connection,
  chainQueries,
  freezeQueries,
  handoffQueries,
  type Interests,
} from '@baton/read-model';
import type { Peer } from './fetcher.ts';
import { type WantedBlob, type WantedInput, wantedBlobs } from './wanted.ts';

/** What the fetcher knows of the current epoch. */
export interface FetchView {
  epoch: Epoch;
  /** milliseconds */
  epochDurationMs: number;
  peers: Peer[];
  wanted: WantedBlob[];
  /** digests that the epoch's announcements name, the own one too */
  announced: ReadonlySet<Digest>;
  /** digests that the prior certificate pins for seated names */
  certified: ReadonlySet<Digest>;
}

/** The tables that `readFetchView` reads, but for those of the blobs, which this service alone writes. */
export const FETCH_TABLES = {
  freeze: ['announcement'],
  handoff: ['network_key_output'],
  chain: ['epoch_view'],
  barrier: ['anchor'],
} as const satisfies Interests;

/** Reads the newest epoch from the read models; undefined before the chain was seen. */
export async function readFetchView(db: Connection, self: AuthorityName): Promise<FetchView | undefined> {
  const view = await chainQueries.latestEpochView(db);
  if (view === undefined) return undefined;
  const { epoch } = view;
  const seated = new Set([self, ...view.committee.members.map((member) => member.name)]);
  const [priorCertificate, announcements, ...agreedOutputs] = await Promise.all([
    certifiedBlobs(db, epoch),
    freezeQueries.announcementsOfStream(db, epoch),
    outputsToFile(db, epoch - 1),
    outputsToFile(db, epoch),
  ]);
  const wanted = wantedBlobs({ self, announcements, priorCertificate, seated, agreedOutputs: agreedOutputs.flat() });
  return {
    epoch,
    epochDurationMs: view.epochDurationMs,
    peers: Object.entries(view.addresses)
      .map(([name, address]) => ({ name: name as AuthorityName, url: address.peerUrl }))
      .filter((peer) => peer.name !== self),
    wanted,
    announced: new Set(announcements.map(({ blobHash }) => blobHash)),
    certified: new Set(priorCertificate.filter((item) => seated.has(item.validator)).map((item) => item.digest)),
  };
}

/** Validator items of the verified certificate that anchors the epoch; none where there is no certificate. */
async function certifiedBlobs(db: Connection, epoch: Epoch): Promise<WantedInput['priorCertificate']> {
  const anchor = await barrierQueries.anchor(db, epoch);
  if (anchor === undefined || anchor.certificate === null) return [];
  const { items } = decodeCertificate(fromHex(anchor.certificate)).attestation;
  return items.flatMap(({ key, digest }) =>
    key.type === 'validator_mpc_data' ? [{ validator: key.validator, digest }] : [],
  );
}

/** Outputs agreed on whose slot holds nothing yet, or something else. */
async function outputsToFile(db: Connection, epoch: Epoch): Promise<WantedInput['agreedOutputs']> {
  const agreed = await handoffQueries.agreedOutputs(db, epoch);
  if (agreed.length === 0) return [];
  const held = await blobsQueries.heldOutputs(db, epoch);
  const votes = await handoffQueries.outputVotes(db, epoch);
  const sameSlot = (a: { keyId: string; output: string }, b: { keyId: string; output: string }) =>
    a.keyId === b.keyId && a.output === b.output;
  return agreed
    .filter((row) => !held.some((slot) => sameSlot(slot, row) && slot.digest === row.digest))
    .map(({ keyId, output, digest }) => ({
      epoch,
      keyId,
      output,
      digest,
      voters: votes
        .filter((vote) => sameSlot(vote, { keyId, output }) && vote.digest === digest)
        .map((vote) => vote.authority),
    }));
}

import type { LogStore } from '@baton/log';
import {
  attestationDigest,
  type CertifiedHandoffAttestation,
  createCommittee,
  type Epoch,
  type EpochContext,
  encodeCertificate,
  protocolConfiguration,
  toHex,
} from '@baton/protocol';
import { barrierWriters, chainWriters, type Database } from '@baton/read-model';
import { committeeAt, NETWORK_KEY, SEQUENCER_SEAT } from './cast.ts';
import { beginEpoch, playEpoch } from './epoch-script.ts';
import { EpochStream } from './epoch-stream.ts';

export const NETWORK = 'history';
export const EPOCHS = 20;
export const GRACE = { mpcDataFreezeGraceRounds: 20, endOfPublishGraceRounds: 20 };
export const EPOCH_MS = 600_000;
const COMMIT_MS = 5_000;

/** Writes the streams of all epochs, the last one only begun. Gives the certificates. */
export async function writePast(
  storeOf: (epoch: Epoch) => LogStore,
  now: number,
): Promise<Map<Epoch, CertifiedHandoffAttestation>> {
  const certificates = new Map<Epoch, CertifiedHandoffAttestation>();
  for (let epoch = 1; epoch <= EPOCHS + 1; epoch += 1) {
    const context = contextOf(epoch, certificates.get(epoch - 1) ?? null);
    const store = storeOf(epoch);
    await store.create();
    const stream = new EpochStream(store, context, { startMs: startOf(epoch, now), commitMs: COMMIT_MS });
    if (epoch > EPOCHS) await beginEpoch(stream, context);
    else certificates.set(epoch, await playEpoch(stream, context));
  }
  return certificates;
}

/** What sui-syncer and the barrier of a validator would have written on the way here. */
export async function writeOwnFacts(
  { db }: Database,
  certificates: ReadonlyMap<Epoch, CertifiedHandoffAttestation>,
  now: number,
): Promise<void> {
  for (let epoch = 1; epoch <= EPOCHS + 1; epoch += 1) {
    const epochStartMs = startOf(epoch, now);
    const prior = certificates.get(epoch - 1);
    await chainWriters.writeEpochView(db, {
      epoch,
      committee: committeeAt(epoch),
      addresses: {},
      protocolVersion: 4,
      epochStartMs,
      epochDurationMs: EPOCH_MS,
      previousCommittee: epoch === 1 ? null : committeeAt(epoch - 1),
      nextCommittee: epoch > EPOCHS ? null : committeeAt(epoch + 1),
      nextAddresses: epoch > EPOCHS ? null : {},
      observedAt: epochStartMs,
    });
    const state = epoch === 1 ? 'awaiting_network_dkg' : 'network_reconfiguration_completed';
    const key = { epoch, keyId: NETWORK_KEY, dkgAtEpoch: 1, state, currentEpoch: epoch } as const;
    await chainWriters.writeNetworkKeys(db, [key]);
    await barrierWriters.writeAnchor(db, {
      epoch,
      state: 'ready',
      reason: prior === undefined ? 'no_certificate_required' : 'all_held',
      priorAttestationDigest: prior === undefined ? null : attestationDigest(prior.attestation),
      certificate: prior === undefined ? null : toHex(encodeCertificate(prior)),
      requiresCertificate: prior !== undefined,
      missing: [],
      since: epochStartMs,
      readyAt: epochStartMs + epoch,
      retries: 0,
    });
  }
}

function contextOf(epoch: Epoch, priorCertificate: CertifiedHandoffAttestation | null): EpochContext {
  return {
    network: NETWORK,
    epoch,
    committee: createCommittee(committeeAt(epoch)),
    configuration: protocolConfiguration(4, GRACE),
    previousProtocolVersion: priorCertificate === null ? null : 4,
    priorCertificate,
    sequencerKey: SEQUENCER_SEAT.consensusKey,
    lastDwalletCheckpoint: 0,
    lastSystemCheckpoint: 0,
  };
}

/** The present epoch began two minutes ago. */
function startOf(epoch: Epoch, now: number): number {
  return now - 120_000 - (EPOCHS + 1 - epoch) * EPOCH_MS;
}

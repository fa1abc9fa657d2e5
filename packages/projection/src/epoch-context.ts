import {
  attestationDigest,
  type CertifiedHandoffAttestation,
  type CommitteeSnapshot,
  type ConfigurationOverrides,
  type ConsensusKey,
  configurationDigest,
  createCommittee,
  type Digest,
  decodeCertificate,
  type EpochContext,
  type EpochOpened,
  fromHex,
  protocolConfiguration,
} from '@baton/protocol';
import { type ComparedFact, checkFacts } from './context-mismatch.ts';

/** What this validator knows by itself of an epoch, and what the log says of it. */
export interface EpochContextSources {
  opened: EpochOpened;
  network: string;
  /** The pinned key. */
  sequencerKey: ConsensusKey;
  chainView: { epoch: number; committee: CommitteeSnapshot; protocolVersion: number };
  /** The barrier's anchor: the verified prior certificate as hex, where there is one. */
  anchor: { priorAttestationDigest: Digest | null; certificate: string | null };
  /** Grace periods the network agreed on, where they are not the protocol version's own. */
  configuration?: ConfigurationOverrides | undefined;
  /** Protocol version of the epoch before; undefined where this validator never saw it. */
  previousProtocolVersion?: number | null | undefined;
}

/**
 * The context an epoch is folded in, once the log's opening record agrees with this validator's own view in every
 * field. Throws EPOCH_CONTEXT_MISMATCH, which names the differing fields. Rule: docs/spec/projection.md#epoch-context
 */
export function buildEpochContext(sources: EpochContextSources): EpochContext {
  const { opened, network, sequencerKey, chainView, anchor } = sources;
  const certificate = anchor.certificate === null ? null : decodeCertificate(fromHex(anchor.certificate));
  const facts: ComparedFact[] = [
    ['network', opened.network, network],
    ['epoch', opened.epoch, chainView.epoch],
    ['sequencerKey', opened.sequencerKey, sequencerKey],
    ['committee', opened.committee, chainView.committee],
    ['protocolVersion', opened.configuration.version, chainView.protocolVersion],
    ['configuration', configurationDigest(opened.configuration), expectedConfigurationDigest(sources)],
    ['priorAttestationDigest', opened.priorAttestationDigest, priorDigest(certificate)],
    ['anchor', anchor.priorAttestationDigest, priorDigest(certificate)],
  ];
  if (sources.previousProtocolVersion !== undefined) {
    facts.push(['previousProtocolVersion', opened.previousProtocolVersion, sources.previousProtocolVersion]);
  }
  checkFacts('opening', opened.epoch, facts);
  return {
    network,
    epoch: opened.epoch,
    committee: createCommittee(opened.committee),
    configuration: opened.configuration,
    previousProtocolVersion: opened.previousProtocolVersion,
    priorCertificate: certificate,
    sequencerKey,
    lastDwalletCheckpoint: opened.lastDwalletCheckpoint,
    lastSystemCheckpoint: opened.lastSystemCheckpoint,
  };
}

const expectedConfigurationDigest = ({ chainView, configuration }: EpochContextSources): Digest =>
  configurationDigest(protocolConfiguration(chainView.protocolVersion, configuration));

const priorDigest = (certificate: CertifiedHandoffAttestation | null): Digest | null =>
  certificate && attestationDigest(certificate.attestation);

export {
  attestationDigest,
  ProtocolError,
  parseCertificate,
  parseCommittee,
  verifyCertificateAlone,
} from '@baton/protocol';

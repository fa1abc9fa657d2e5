export { ConsensusSigner } from './consensus-signer.ts';
export { KeyError, type KeyErrorCode } from './errors.ts';
export {
  KEY_FILES,
  loadConsensusSigner,
  loadKeys,
  loadProtocolSigner,
  loadRootSeed,
  loadSequencerKey,
  loadSuiAccount,
  saveKeys,
  saveSequencerKey,
} from './key-directory.ts';
export { saveNatsKey } from './nats-key.ts';
export { aggregateSignatures, ProtocolSigner, verifyAggregate } from './protocol-signer.ts';
export { Secret } from './secret.ts';
export { SuiAccount } from './sui-account.ts';
export {
  describeKeys,
  generateKeys,
  generateSequencerKey,
  type PublicKeys,
  type ValidatorKeys,
} from './validator-keys.ts';

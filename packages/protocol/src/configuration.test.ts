import { describe, expect, it } from 'vitest';
import { configurationDigest, MAX_PROTOCOL_VERSION, MIN_PROTOCOL_VERSION, protocolConfiguration } from './index.ts';

describe('protocol configuration', () => {
  it('of version 3 is what it always was', () => {
    expect(protocolConfiguration(3)).toMatchInlineSnapshot(`
      {
        "blsCheckpoints": true,
        "bufferStakeForProtocolUpgradeBps": 5000,
        "checkpointMinRounds": 5,
        "closeBackstopFactor": 4,
        "consensusBadNodesStakeThreshold": 30,
        "consensusBatchedBlockSync": true,
        "consensusGcDepth": 60,
        "consensusLeadersPerRound": 1,
        "consensusMaxNumTransactionsInBlock": 512,
        "consensusMaxTransactionSizeBytes": 315218930,
        "consensusMaxTransactionsInBlockBytes": 315218930,
        "consensusRoundProber": true,
        "consensusSkipGcedBlocksInDirectFinalization": false,
        "consensusZstdCompression": true,
        "endOfPublishGraceRounds": 50,
        "idleSessionCountThreshold": 10,
        "internalPresignSessions": false,
        "maxCheckpointSizeBytes": 51200,
        "maxMessagesPerCheckpoint": 500,
        "mpcDataFreezeGraceRounds": 50,
        "networkEncryptionKeyVersion": 2,
        "offChainValidatorMetadata": false,
        "reconfigurationMessageVersion": 2,
        "version": 3,
      }
    `);
  });

  it('of version 4 is what it always was', () => {
    expect(protocolConfiguration(4)).toMatchInlineSnapshot(`
      {
        "blsCheckpoints": true,
        "bufferStakeForProtocolUpgradeBps": 5000,
        "checkpointMinRounds": 5,
        "closeBackstopFactor": 4,
        "consensusBadNodesStakeThreshold": 30,
        "consensusBatchedBlockSync": true,
        "consensusGcDepth": 60,
        "consensusLeadersPerRound": 1,
        "consensusMaxNumTransactionsInBlock": 512,
        "consensusMaxTransactionSizeBytes": 315218930,
        "consensusMaxTransactionsInBlockBytes": 315218930,
        "consensusRoundProber": true,
        "consensusSkipGcedBlocksInDirectFinalization": true,
        "consensusZstdCompression": true,
        "endOfPublishGraceRounds": 50,
        "idleSessionCountThreshold": 10,
        "internalPresignSessions": true,
        "maxCheckpointSizeBytes": 51200,
        "maxMessagesPerCheckpoint": 500,
        "mpcDataFreezeGraceRounds": 50,
        "networkEncryptionKeyVersion": 3,
        "offChainValidatorMetadata": true,
        "reconfigurationMessageVersion": 3,
        "version": 4,
      }
    `);
  });

  it('has a digest that tells versions and overrides apart', () => {
    const digests = [
      protocolConfiguration(3),
      protocolConfiguration(4),
      protocolConfiguration(4, { mpcDataFreezeGraceRounds: 5 }),
      protocolConfiguration(4, { endOfPublishGraceRounds: 5 }),
    ].map(configurationDigest);
    expect(new Set(digests).size).toBe(4);
    expect(configurationDigest(protocolConfiguration(4, { mpcDataFreezeGraceRounds: 50 }))).toBe(digests[1]);
  });

  it('covers the supported versions and refuses others', () => {
    expect([MIN_PROTOCOL_VERSION, MAX_PROTOCOL_VERSION]).toEqual([3, 4]);
    for (const version of [0, 2, 5]) {
      expect(() => protocolConfiguration(version)).toThrow(
        expect.objectContaining({ code: 'UNSUPPORTED_PROTOCOL_VERSION', fault: 'operator' }),
      );
    }
  });

  it.each([-1, 0.5, Number.NaN])('refuses %d grace rounds', (mpcDataFreezeGraceRounds) => {
    expect(() => protocolConfiguration(4, { mpcDataFreezeGraceRounds })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });
});

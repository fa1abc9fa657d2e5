import { freezeFold, handoffFold } from '@baton/protocol';
import { freezeTables, handoffTables } from '@baton/read-model';

/** Announcements, ready signals and the freeze: all that runs, rebuilds or compares this projection needs. */
export const freezeProjection = {
  fold: freezeFold,
  schema: 'freeze' as const,
  tables: {
    announcement: freezeTables.announcement,
    readySignal: freezeTables.readySignal,
    frozen: freezeTables.frozen,
    excluded: freezeTables.excluded,
    freezeStatus: freezeTables.freezeStatus,
    networkKeyReady: freezeTables.networkKeyReady,
    nextCommittee: freezeTables.nextCommittee,
    joinerBuffer: freezeTables.joinerBuffer,
  },
};

/** Votes, signatures, certificates, session outputs and the close. Certificates outlive their log. */
export const handoffProjection = {
  fold: handoffFold,
  schema: 'handoff' as const,
  tables: {
    vote: handoffTables.vote,
    attestation: handoffTables.attestation,
    handoffSignature: handoffTables.handoffSignature,
    closeStatus: handoffTables.closeStatus,
    outputVote: handoffTables.outputVote,
    networkKeyOutput: handoffTables.networkKeyOutput,
    certificate: handoffTables.certificate,
    epochEnd: handoffTables.epochEnd,
    checkpoint: handoffTables.checkpoint,
    checkpointTally: handoffTables.checkpointTally,
    checkpointSignature: handoffTables.checkpointSignature,
    userSessionOutput: handoffTables.userSessionOutput,
    capability: handoffTables.capability,
    protocolUpgrade: handoffTables.protocolUpgrade,
  },
  perpetual: { certificate: { same: 'attestationDigest', more: 'signers' } },
};

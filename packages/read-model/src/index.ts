export { Bell } from './bell.ts';
export { type Connection, type Database, DEFAULT_MAX_CONNECTIONS, openDatabase, type Sql } from './database.ts';
export { migrateSchema, migrateSchemas } from './migrate.ts';
export { POSTGRES_SCHEMAS, type PostgresSchemaName } from './names.ts';
export { type Change, channelOf, listen, notify } from './notify.ts';
export { drizzle } from './orm.ts';
export { isDatabaseOutage } from './outage.ts';
export type { LocalAttestationRow, OwnAnnouncementRow, SubmissionRow } from './queries/announcer.ts';
export type { AnchorRow } from './queries/barrier.ts';
export type { BlobFetchRow, BlobRow, HeldOutputRow } from './queries/blobs.ts';
export type { AssemblyRow, EpochView, NetworkKeyRow } from './queries/chain.ts';
export type {
  CapabilityRow,
  ChainCheckpointRow,
  CheckpointSignatureRow,
  CheckpointTallyRow,
  ProtocolUpgradeRow,
  UserSessionOutputRow,
} from './queries/chain-checkpoints.ts';
export type { CheckpointRow, ProjectingSchema } from './queries/checkpoint.ts';
export type { AnnouncementRow, FreezeSnapshot, FreezeStatusRow, FrozenRow, ReadySignalRow } from './queries/freeze.ts';
export type {
  AgreedOutputRow,
  AttestationRow,
  CertificateRow,
  CloseStatusRow,
  HandoffSignatureRow,
  OutputVoteRow,
  VoteRow,
} from './queries/handoff.ts';
export * from './queries/index.ts';
export type { NetworkKeySessionRow } from './queries/sessions.ts';
export { type ReactionOptions, reactions } from './reactions.ts';
export type { AttestationDifference, SubmissionState } from './schema/announcer.ts';
export type { AnchorState } from './schema/barrier.ts';
export type { BlobFetchState, BlobOrigin } from './schema/blobs.ts';
export type { MemberAddress, MemberAddresses, NetworkKeyState } from './schema/chain.ts';
export type { NetworkKeyOutputKind } from './schema/handoff.ts';
export * from './schema/index.ts';
export type { SessionState } from './schema/sessions.ts';
export { type TableShape, tableShape } from './table-shape.ts';
export { upsert, upsertAndNotify } from './upsert.ts';
export { DEFAULT_SAFETY_POLL_MS, type WaitOptions, waitFor } from './wait.ts';
export * from './writers/index.ts';

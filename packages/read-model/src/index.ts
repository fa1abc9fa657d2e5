export { Bell } from './bell.ts';
export {
  type Connection,
  type Database,
  type DatabaseOptions,
  DEFAULT_MAX_CONNECTIONS,
  openDatabase,
  type Sql,
} from './database.ts';
export { grantRuntime } from './grants.ts';
export { concerns, type Interests } from './interests.ts';
export {
  mayMigrate,
  migrateSchema,
  migrateSchemas,
  migrationsDigest,
  type SchemaState,
  schemaStates,
} from './migrate.ts';
export { POSTGRES_SCHEMAS, type PostgresSchemaName } from './names.ts';
export { type Change, channelOf, listen, notify, payloadOf } from './notify.ts';
export { drizzle } from './orm.ts';
export { isDatabaseOutage } from './outage.ts';
export type { AnnouncerEpochRow, LocalAttestationRow, OwnAnnouncementRow, SubmissionRow } from './queries/announcer.ts';
export type { AnchorRow, BarrierEpochRow } from './queries/barrier.ts';
export type { BlobFetchRow, BlobRow, HeldOutputRow } from './queries/blobs.ts';
export type { AssemblyRow, ChainEpochRow, EpochView, NetworkKeyRow } from './queries/chain.ts';
export type {
  CapabilityRow,
  ChainCheckpointRow,
  CheckpointSignatureRow,
  CheckpointTallyRow,
  ProtocolUpgradeRow,
  UserSessionOutputRow,
} from './queries/chain-checkpoints.ts';
export type { CheckpointRow, ProjectingSchema } from './queries/checkpoint.ts';
export type {
  AnnouncementRow,
  FreezeEpochRow,
  FreezeStatusRow,
  FrozenRow,
  ReadySignalRow,
} from './queries/freeze.ts';
export { type FreezeFacts, freezeFacts } from './queries/freeze-facts.ts';
export type {
  AgreedOutputRow,
  AttestationRow,
  CertificateRow,
  CloseStatusRow,
  HandoffEpochRow,
  HandoffSignatureRow,
  OutputVoteRow,
  VoteRow,
} from './queries/handoff.ts';
export * from './queries/index.ts';
export type { EpochPage } from './queries/page.ts';
export type { NetworkKeySessionRow, SessionsEpochRow } from './queries/sessions.ts';
export { type ReactionOptions, reactions } from './reactions.ts';
export { isDatabaseRefusal } from './refusal.ts';
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

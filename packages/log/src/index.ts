export type { LogAccess } from './access.ts';
export { CommitAssembly, type DeliveredCommit, type StreamPosition } from './assembly.ts';
export { connectToLog, type LogConnectionOptions } from './connection.ts';
export {
  assessDurability,
  checkDurability,
  type DurabilityReport,
  readServerFacts,
  type ServerFacts,
} from './durability.ts';
export {
  type EpochLog,
  FOLLOW_BATCH_COMMITS,
  type FollowOptions,
  openEpochLog,
  readEpochOpened,
  waitForEpochLog,
} from './epoch-log.ts';
export { LogError, type LogErrorCode } from './errors.ts';
export { STREAM_OPTIONS, type StreamOptions, streamConfiguration } from './jetstream/configuration.ts';
export { jetStreamEpochs } from './jetstream/epochs.ts';
export { AUTHOR_HEADER, KEY_HEADER, KIND_HEADER, setTrace, traceOf } from './jetstream/headers.ts';
export { JetStreamLogStore, jetStreamStores } from './jetstream/store.ts';
export { copyLog } from './log-copy.ts';
export { MemoryLogStore } from './memory/store.ts';
export { isUnanswered, patientStore } from './patient-store.ts';
export {
  RANGE_RECORDS_MAX,
  type RangeQuery,
  type RangeRecord,
  type RecordCounts,
  type RecordRange,
} from './ranges.ts';
export { isStopError, type StopCode, StopError } from './stop.ts';
export type {
  AppendMessage,
  AppendOutcome,
  CommitAppend,
  LogStore,
  RecordChunk,
  StoredRecord,
  StreamDescription,
} from './store.ts';
export {
  commitSubject,
  epochOfStream,
  streamName,
  streamSubjects,
  submitSubject,
  transactionSubject,
} from './subjects.ts';
export { type Submission, SubmitClient, type SubmitOptions, SubmitRejected } from './submit-client.ts';
export {
  type Accepted,
  decodeReply,
  encodeReply,
  type Rejected,
  type Sequenced,
  type SubmitReply,
} from './submit-reply.ts';
export { pickTrace, type TraceCarrier } from './trace.ts';
export { type LogProblem, type LogReport, verifyEpochLog } from './verify.ts';

export {
  assessDurability,
  checkDurability,
  type DurabilityReport,
  readServerFacts,
  type ServerFacts,
} from './durability.ts';
export { LogError, type LogErrorCode } from './errors.ts';
export { STREAM_OPTIONS, type StreamOptions, streamConfiguration } from './jetstream/configuration.ts';
export { AUTHOR_HEADER, KEY_HEADER, KIND_HEADER, setTrace, traceOf } from './jetstream/headers.ts';
export { JetStreamLogStore, jetStreamStores } from './jetstream/store.ts';
export { MemoryLogStore } from './memory/store.ts';
export { isStopError, type StopCode, StopError } from './stop.ts';
export {
  type AppendMessage,
  type AppendOutcome,
  COMMIT_MESSAGES_MAX,
  type CommitAppend,
  type LogStore,
  type RecordChunk,
  type StoredRecord,
  type StreamDescription,
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
  type SequencedAt,
  type SubmitReply,
} from './submit-reply.ts';
export { pickTrace, type TraceCarrier } from './trace.ts';

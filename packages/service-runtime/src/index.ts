export { type App, createApp, HTTP_LIMITS, type Listener } from './app.ts';
export { immutable } from './caching.ts';
export { Change } from './change.ts';
export { COMMON_KEYS, DATABASE_KEYS, LOG_KEYS, RUNTIME_KEYS } from './common-keys.ts';
export {
  environmentName,
  type FlatConfiguration,
  loadConfiguration,
  selectConfiguration,
} from './configuration.ts';
export { type DatabaseAccess, databaseAccess } from './database-access.ts';
export { epochList, epochListQuery } from './epoch-list.ts';
export {
  CodedProblem,
  ConfigurationError,
  type ConfigurationProblem,
  type Fault,
  HttpProblem,
  notFound,
  type ProblemCodes,
} from './errors.ts';
export { EventFeed, type EventSource, READY_EVENT, RESET_EVENT, type ServerEvent } from './event-feed.ts';
export { EVENT_LIMITS, eventRoute } from './event-streams.ts';
export { EXIT, type ExitCode, type ExitReport, explainFailure, HaltError } from './exit.ts';
export { hostServices, type RunningHost } from './host.ts';
export * as HttpValue from './http-value.ts';
export {
  LIST_LIMITS,
  type ListCursors,
  type ListPage,
  listCursors,
  listPage,
  listQuery,
  pageByText,
  type TextPlace,
} from './list-page.ts';
export { connectService } from './log-connection.ts';
export { LONG_POLL_LOOK_MS, LONG_POLL_MS_MAX, longPoll } from './long-poll.ts';
export { OCTET_STREAM, readOctets, streamOctets } from './octet-stream.ts';
export { handleError, handleNotFound, type Problem, ProblemSchema, toProblem } from './problem.ts';
export { runProcess, runService } from './process.ts';
export { requestSignal } from './request-signal.ts';
export { type SchemaCheck, schemaCheck } from './schema-check.ts';
export { schemaFeed } from './schema-feed.ts';
export {
  databaseOf,
  defineService,
  type PostgresSchemaName,
  type Readiness,
  type RunningService,
  type ServiceContext,
  type ServiceDefinition,
  type ServiceName,
} from './service.ts';
export { type Json, stableJson } from './stable-json.ts';

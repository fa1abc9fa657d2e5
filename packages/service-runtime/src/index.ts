export { type App, createApp, HTTP_LIMITS, type Listener } from './app.ts';
export { Change } from './change.ts';
export { COMMON_KEYS, RUNTIME_KEYS } from './common-keys.ts';
export {
  environmentName,
  type FlatConfiguration,
  loadConfiguration,
  selectConfiguration,
} from './configuration.ts';
export { ConfigurationError, type ConfigurationProblem, type Fault, HttpProblem, notFound } from './errors.ts';
export { EXIT, type ExitCode, type ExitReport, explainFailure, HaltError } from './exit.ts';
export { hostServices, type RunningHost } from './host.ts';
export { LONG_POLL_MS_MAX, longPoll } from './long-poll.ts';
export { OCTET_STREAM, readOctets, streamOctets } from './octet-stream.ts';
export { type Problem, ProblemSchema, toProblem } from './problem.ts';
export { runProcess, runService } from './process.ts';
export { requestSignal } from './request-signal.ts';
export { type SchemaCheck, schemaCheck } from './schema-check.ts';
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

export { COMMON_KEYS, RUNTIME_KEYS } from './common-keys.ts';
export { ConfigurationError, type ConfigurationProblem, type Fault, HttpProblem, notFound } from './errors.ts';
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

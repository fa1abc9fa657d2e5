import type { Database } from '@baton/read-model';
import type { Logger, SERVICE_NAMES, Telemetry } from '@baton/telemetry';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static, TObject } from 'typebox';
import { ConfigurationError } from './errors.ts';

export type ServiceName = (typeof SERVICE_NAMES)[number];
/** One Postgres schema per owning service; `consensus-log` has none. */
export type PostgresSchemaName = 'freeze' | 'handoff' | 'chain' | 'blobs' | 'announcer' | 'barrier' | 'sessions';

/** What a service is. Each service package exports one of these as `service` from `src/app.ts`. */
export interface ServiceDefinition<Schema extends TObject = TObject> {
  readonly name: ServiceName;
  /** Flat object of the configuration keys that the service reads; see `COMMON_KEYS` for the shared ones. */
  readonly config: Schema;
  /** The Postgres schema it owns, migrated before `start`. */
  readonly schema?: PostgresSchemaName;
  /** Schemas of other services it queries; migrated too, so that the order of starts does not matter. */
  readonly reads?: readonly PostgresSchemaName[];
  start(context: ServiceContext<Static<Schema>>): Promise<RunningService>;
}

export interface ServiceContext<Config> {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Aborts when the process begins to stop; every loop and wait ends on it. */
  readonly signal: AbortSignal;
  /** Present when the configuration has `databaseUrl`; `databaseOf(context)` insists. Shared by the process. */
  readonly db?: Database;
}

export interface Readiness {
  readonly ready: boolean;
  /** What progress waits for, as a stable word or short phrase. */
  readonly waitingFor?: string;
  /** ISO time since when. */
  readonly since?: string;
}

export interface RunningService {
  /** Inspection and local API, on the internal listener; paths are absolute (`/v1/<area>/...`). */
  readonly routes: FastifyPluginAsyncTypebox;
  /** Public face, on the peer listener. */
  readonly peerRoutes?: FastifyPluginAsyncTypebox;
  readiness(): Readiness;
  status(): Record<string, unknown>;
  /**
   * Resolves (or rejects) with what makes the service unable to go on; never settles in a good run.
   * It ends the process: a StopError with exit code 3, anything else with 1.
   */
  readonly failed: Promise<Error>;
  /** Ends the service's work in order; called once, after `signal` aborted and the listeners closed. */
  close(): Promise<void>;
}

/** Keeps the configuration's static type on its way into `start`. */
export function defineService<Schema extends TObject>(
  definition: ServiceDefinition<Schema>,
): ServiceDefinition<Schema> {
  return definition;
}

/** The process's database; a ConfigurationError when no `databaseUrl` is configured. */
export function databaseOf(context: { readonly db?: Database }): Database {
  if (!context.db) throw new ConfigurationError([{ key: 'databaseUrl', problem: 'is required' }]);
  return context.db;
}

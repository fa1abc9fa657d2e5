import { type Database, isDatabaseRefusal, migrateSchemas, openDatabase } from '@baton/read-model';
import {
  createLogger,
  createTelemetry,
  instanceOf,
  type Logger,
  type LogLevel,
  startTelemetryExport,
} from '@baton/telemetry';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { type App, createApp } from './app.ts';
import { RUNTIME_KEYS } from './common-keys.ts';
import { type FlatConfiguration, selectConfiguration, selectConfigurations, unknownKeys } from './configuration.ts';
import { type DatabaseAccess, databaseAccess } from './database-access.ts';
import { EXIT, HaltError } from './exit.ts';
import { collectProcessMetrics, healthRoutes } from './health.ts';
import type { RunningService, ServiceContext, ServiceDefinition, ServiceName } from './service.ts';
import { Teardown } from './teardown.ts';

export const RuntimeSchema = Type.Object(RUNTIME_KEYS);

export interface RunningHost {
  readonly internalUrl: string;
  /** Absent when no hosted service has a public face. */
  readonly peerUrl: string | undefined;
  readonly logger: Logger;
  /** Resolves with what ended a service. */
  readonly failed: Promise<Error>;
  /** What a close under way waits for: a listener, a service, the database or the exporters. */
  readonly closing: string | undefined;
  /** Ends everything in order: signal, listeners, services in reverse, database, exporters. Idempotent. */
  close(): Promise<void>;
}

interface RuntimeConfiguration extends DatabaseAccess {
  internalHost?: string;
  internalPort?: number;
  peerHost?: string;
  peerPort?: number;
  peerTrustedProxies?: string[];
  logLevel?: LogLevel;
}

/** Beside one for each service: for migrations, and for the second projection's transaction. */
const CONNECTIONS_BESIDE = 3;
const LOOPBACK = '127.0.0.1';

/** Where the services of this process find each other, unless the configuration says otherwise. */
function withLocalAddresses(configuration: FlatConfiguration, runtime: RuntimeConfiguration): FlatConfiguration {
  if (!runtime.internalPort) return configuration;
  const url = `http://${runtime.internalHost ?? LOOPBACK}:${runtime.internalPort}`;
  return { blobServiceUrl: url, engineUrl: url, ...configuration };
}

const migrationRefused = (cause: unknown) =>
  new HaltError(
    'DATABASE_MIGRATION_REFUSED',
    'the tables are not of this version, and this database role may not change them',
    "Run `baton database migrate` as the tables' owner, with --grant-to and this role; then start again.",
    EXIT.configuration,
    { cause },
  );

async function openSchemas(
  definitions: readonly ServiceDefinition[],
  url: string,
  access: DatabaseAccess,
): Promise<Database> {
  const database = openDatabase(url, {
    maxConnections: CONNECTIONS_BESIDE + definitions.length,
    ...(await databaseAccess(access)),
  });
  try {
    const schemas = definitions.flatMap(({ schema, reads = [] }) => (schema ? [schema, ...reads] : reads));
    await migrateSchemas(database.sql, schemas);
  } catch (error) {
    await database.close();
    if (isDatabaseRefusal(error)) throw migrationRefused(error);
    throw error;
  }
  return database;
}

async function listen(app: App, host: string, port: number): Promise<string> {
  return app.listen({ host, port });
}

/**
 * Runs services in this process behind one internal and, if any has a public face, one peer listener. The listeners open
 * once every `start` has resolved, so a `start` must not wait for another service. Rejects if anything cannot start,
 * after closing what had.
 */
export async function hostServices(
  definitions: readonly ServiceDefinition[],
  configuration: FlatConfiguration,
  options: { name?: string; logger?: Logger; env?: NodeJS.ProcessEnv } = {},
): Promise<RunningHost> {
  const name = options.name ?? definitions.map((definition) => definition.name).join(',');
  const runtime = selectConfiguration(RuntimeSchema, configuration) as RuntimeConfiguration;
  const complete = withLocalAddresses(configuration, runtime);
  const schemas = definitions.map((definition) => definition.config);
  const configurations = selectConfigurations(schemas, complete);
  const logger =
    options.logger ??
    createLogger({
      name,
      bindings: instanceOf(options.env ?? process.env),
      ...(runtime.logLevel ? { level: runtime.logLevel } : {}),
    });
  const unknown = unknownKeys([RuntimeSchema, ...schemas], configuration);
  if (unknown.length > 0) logger.debug({ keys: unknown }, 'configuration keys that no service here reads');

  const stopping = new AbortController();
  const teardown = new Teardown();
  const close = () => {
    stopping.abort();
    return teardown.run();
  };
  try {
    const exporting = await startTelemetryExport({ serviceName: name, ...(options.env ? { env: options.env } : {}) });
    teardown.add('exporters', () => exporting.shutdown());
    const registry = new Registry();
    collectProcessMetrics(registry);
    const telemetry = createTelemetry('service-runtime', registry);
    const { databaseUrl } = complete;
    const wantsDatabase = definitions.some(
      ({ schema, reads, config }) => schema || reads || 'databaseUrl' in config.properties,
    );
    const db =
      wantsDatabase && typeof databaseUrl === 'string'
        ? await openSchemas(definitions, databaseUrl, runtime)
        : undefined;
    if (db) teardown.add('database', () => db.close());

    const failure = Promise.withResolvers<Error>();
    const services = new Map<ServiceName, RunningService>();
    const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
    const start = async (definition: ServiceDefinition, config: FlatConfiguration) => {
      const context: ServiceContext<FlatConfiguration> = {
        config,
        logger: logger.child({ service: definition.name }),
        telemetry: createTelemetry(definition.name, registry),
        signal: stopping.signal,
        ...(db ? { db } : {}),
      };
      const running = await definition.start(context);
      services.set(definition.name, running);
      teardown.add(definition.name, () => running.close());
      running.failed.then(failure.resolve, (error: unknown) => failure.resolve(asError(error)));
    };
    // All settle before one failure is told, so that what did start is closed.
    const starts = await Promise.allSettled(definitions.map((one, index) => start(one, configurations[index] ?? {})));
    for (const outcome of starts) if (outcome.status === 'rejected') throw outcome.reason;

    const internal = await createApp({ listener: 'internal', logger, telemetry });
    teardown.add('internal listener', () => internal.close());
    await internal.register(healthRoutes(services, telemetry));
    for (const service of services.values()) await internal.register(service.routes);
    const faces = [...services.values()].flatMap(({ peerRoutes }) => (peerRoutes ? [peerRoutes] : []));
    let peerUrl: string | undefined;
    if (faces.length > 0) {
      const trustedProxies = runtime.peerTrustedProxies;
      const peer = await createApp({ listener: 'peer', logger, telemetry, trustedProxies });
      teardown.add('peer listener', () => peer.close());
      for (const face of faces) await peer.register(face);
      peerUrl = await listen(peer, runtime.peerHost ?? LOOPBACK, runtime.peerPort ?? 0);
    }
    const internalUrl = await listen(internal, runtime.internalHost ?? LOOPBACK, runtime.internalPort ?? 0);
    logger.info({ internalUrl, peerUrl, services: [...services.keys()] }, 'started');
    return {
      internalUrl,
      peerUrl,
      logger,
      failed: failure.promise,
      get closing() {
        return teardown.waitingFor;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export { createDatabase, SHARED_POSTGRES, type TestDatabase } from './database.ts';
export { freePort, freePorts } from './free-port.ts';
export { isRunning } from './is-running.ts';
export { ManagedProcess, ProcessError, type ProcessExit, type ProcessSpec } from './managed-process.ts';
export { natsServerBinary } from './nats-binary.ts';
export { type NatsOptions, type NatsServer, startNats } from './nats-server.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres-server.ts';
export {
  TEST_SERVERS,
  type TestNats,
  type TestPostgres,
  type TestServer,
  type TestServers,
  testServers,
} from './servers.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { runsAsRoot, UNPRIVILEGED_ID, unprivileged } from './unprivileged.ts';
export { type UntilOptions, until, WaitTimeout } from './until.ts';

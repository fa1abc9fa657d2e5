import type { NatsConnectionImpl } from '@nats-io/nats-core/internal';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import pRetry from 'p-retry';
import { authenticatorOf, type LogAccess, serversOf, tlsOf } from './access.ts';
import { LogError } from './errors.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_RETRY_MS = 250;
const RETRY_MS_MAX = 5_000;
const RECONNECT_PAUSE_MS = 500;
/** What OpenSSL and Node call a certificate that does not convince. */
const DISTRUST = /CERT|SIGNATURE|ISSUER|^ERR_(TLS|SSL)_|SELF_SIGNED/;

export interface LogConnectionOptions {
  /** Shown by the server's monitoring. */
  name: string;
  signal: AbortSignal;
  /** The first connection is tried once only, for commands that answer at once. */
  once?: boolean;
  /** The server can't be reached, and null when it can again; once for each. */
  onOutage?(error: Error | null): void;
  /** The server refused what this user may not do. */
  onRefused?(error: Error): void;
}

/**
 * A connection that outlives its server's absence. Rejects with LogError LOG_UNAUTHORIZED or LOG_UNTRUSTED, which time
 * does not cure, with KeyError for a bad key file, with the signal's reason, and with `once` also LOG_UNAVAILABLE.
 */
export async function connectToLog(access: LogAccess, options: LogConnectionOptions): Promise<NatsConnection> {
  const { name, signal, once = false, onOutage = () => undefined, onRefused = () => undefined } = options;
  const [authenticator, tls] = [await authenticatorOf(access), await tlsOf(access)];
  let away = false;
  const tell = (error: Error | null) => {
    if (away !== (error !== null)) onOutage(error);
    away = error !== null;
  };
  const connection = await pRetry(
    () =>
      connect({
        servers: serversOf(access),
        name,
        timeout: CONNECT_TIMEOUT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_PAUSE_MS,
        // A server that is set up anew may not know its users for a moment.
        ignoreAuthErrorAbort: true,
        ...(authenticator === undefined ? {} : { authenticator }),
        ...(tls === undefined ? {} : { tls }),
        ...(access.natsInboxPrefix === undefined ? {} : { inboxPrefix: access.natsInboxPrefix }),
      }).catch((cause: Error) => {
        throw failureOf(cause, access);
      }),
    {
      retries: once ? 0 : Number.POSITIVE_INFINITY,
      minTimeout: FIRST_RETRY_MS,
      maxTimeout: RETRY_MS_MAX,
      signal,
      shouldRetry: ({ error }) => {
        const absent = error instanceof LogError && error.code === 'LOG_UNAVAILABLE';
        if (absent) tell(error);
        return absent;
      },
    },
  );
  tell(null);
  void watch(connection, tell, onRefused);
  return connection;
}

/** The subjects on which this connection may be answered. */
export function inboxPrefixOf(connection: NatsConnection): string | undefined {
  return (connection as Partial<NatsConnectionImpl>).options?.inboxPrefix;
}

function failureOf(cause: Error, access: LogAccess): LogError {
  const hosts = serversOf(access).map((server) => server.replace(/^.*@/, ''));
  if (cause instanceof errors.AuthorizationError || cause instanceof errors.UserAuthenticationExpiredError) {
    return new LogError('LOG_UNAUTHORIZED', `nats-server at ${hosts} does not accept this user`, { cause });
  }
  const code = codeOf(cause);
  if (code !== undefined && DISTRUST.test(code)) {
    return new LogError('LOG_UNTRUSTED', `the certificate of nats-server at ${hosts} is not trusted: ${code}`, {
      cause,
    });
  }
  return new LogError('LOG_UNAVAILABLE', `no nats-server answers at ${hosts}: ${cause.message}`, { cause });
}

function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && code !== '') return code;
  }
  return undefined;
}

async function watch(
  connection: NatsConnection,
  tell: (error: Error | null) => void,
  onRefused: (error: Error) => void,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'reconnect') tell(null);
    else if (status.type === 'disconnect')
      tell(new LogError('LOG_UNAVAILABLE', 'the connection to nats-server is cut'));
    else if (status.type === 'error') onRefused(status.error);
  }
}

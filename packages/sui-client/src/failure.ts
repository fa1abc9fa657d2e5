import { ObjectError } from '@mysten/sui/client';
import { RpcError } from '@mysten/sui/grpc';
import { ChainError } from './errors.ts';

/** gRPC codes after which the same call may well succeed. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'RESOURCE_EXHAUSTED',
  'DEADLINE_EXCEEDED',
  'DATA_LOSS',
  'UNKNOWN',
  'ABORTED',
  // A proxy's 404. That an object does not exist is said by `ObjectError` alone.
  'NOT_FOUND',
]);
/** The client reports a refused or reset connection as INTERNAL with one of these messages. */
const CONNECTION_LOST = /fetch failed|terminated|socket|network error/i;

/** Names what went wrong with a call, whatever the client threw (`docs/spec/chain.md#failures`). */
export function chainErrorOf(error: unknown): ChainError {
  if (error instanceof ChainError) return error;
  if (error instanceof ObjectError) {
    const code = error.reason === 'notFound' ? 'NOT_FOUND' : 'UNAVAILABLE';
    return new ChainError(code, error.message, { cause: error, details: { objectId: error.objectId } });
  }
  if (error instanceof RpcError) {
    const transient = TRANSIENT.has(error.code) || (error.code === 'INTERNAL' && CONNECTION_LOST.test(error.message));
    const details = { grpcCode: error.code, method: error.methodName };
    return new ChainError(transient ? 'UNAVAILABLE' : 'REQUEST_REFUSED', `${error.code}: ${error.message}`, {
      cause: error,
      details,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ChainError('UNAVAILABLE', message, { cause: error });
}

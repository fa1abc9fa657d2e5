import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** One per connection: a kept-alive one carries many requests and should not gather listeners. */
const connections = new WeakMap<Socket, AbortSignal>();

function connectionSignal(socket: Socket): AbortSignal {
  const known = connections.get(socket);
  if (known) return known;
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  connections.set(socket, gone.signal);
  return gone.signal;
}

/** Aborts when the client has gone before its answer, or with `service`. For long polls and work on behalf of one. */
export function requestSignal(request: FastifyRequest, service: AbortSignal): AbortSignal {
  return AbortSignal.any([connectionSignal(request.raw.socket), service]);
}

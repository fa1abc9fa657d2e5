import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MethodDescriptor, ServiceDescriptor } from './descriptor.ts';
import { dataFrame, requestMessage, trailerFrame } from './frame.ts';
import { GrpcCode, GrpcError } from './status.ts';

/** Per call: aborts when the client goes away. */
export interface Call {
  path: string;
  signal: AbortSignal;
}
// biome-ignore lint/suspicious/noExplicitAny: each handler names the request type of its own method
export type Handler = (request: any, call: Call) => object | Promise<object> | AsyncIterable<object>;

export interface Service {
  descriptor: ServiceDescriptor;
  handlers: Readonly<Record<string, Handler>>;
}

export interface ServerHooks {
  /** Freshness headers of every reply. */
  headers(): Record<string, string>;
  /** Runs before each call; may wait or throw. */
  intercept?(path: string, call: Call): Promise<void> | void;
  /** Asked when a unary call is done: whether its answer gets lost on the way. */
  loses?(path: string): boolean;
  onError(path: string, error: unknown): void;
}

const REQUEST_BYTES_MAX = 4 * 1024 * 1024;
const BINARY = 'application/grpc-web+proto';
const TEXT = 'application/grpc-web-text+proto';

/** gRPC-Web over HTTP/1.1, unary and server-streaming, in binary and in text framing. */
export function createGrpcWebServer(services: readonly Service[], hooks: ServerHooks): Server {
  const routes = new Map<string, { method: MethodDescriptor; handler: Handler | undefined }>();
  for (const { descriptor, handlers } of services) {
    for (const method of descriptor.methods as readonly MethodDescriptor[]) {
      routes.set(`/${descriptor.typeName}/${method.name}`, { method, handler: handlers[method.localName] });
    }
  }
  return createServer((request, response) => {
    const type = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || !type.startsWith('application/grpc-web')) {
      response.writeHead(415).end();
      return;
    }
    const text = type.startsWith('application/grpc-web-text');
    // The client compares the content type literally; a charset would make it refuse the reply.
    response.setHeader('content-type', text ? TEXT : BINARY);
    for (const [name, value] of Object.entries(hooks.headers())) response.setHeader(name, value);
    const encode = (frame: Buffer): Buffer | string => (text ? frame.toString('base64') : frame);
    const path = (request.url ?? '').split('?')[0] ?? '';
    serve(path, request, response, text, encode).catch((error: unknown) => {
      if (!(error instanceof GrpcError)) hooks.onError(path, error);
      const code = error instanceof GrpcError ? error.code : GrpcCode.INTERNAL;
      const message = error instanceof Error ? error.message : 'internal error';
      if (!response.destroyed) response.end(encode(trailerFrame(code, message)));
    });
  });

  async function serve(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    text: boolean,
    encode: (frame: Buffer) => Buffer | string,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const raw = await readBody(request);
    const route = routes.get(path);
    if (!route?.handler) throw new GrpcError(GrpcCode.UNIMPLEMENTED, `${path} is not implemented by devchain`);
    const { method, handler } = route;
    const body = text ? Buffer.from(raw.toString('latin1'), 'base64') : raw;
    const call: Call = { path, signal: gone.signal };
    await hooks.intercept?.(path, call);
    const reply = handler(method.I.fromBinary(requestMessage(body)), call);
    const encodeMessage = (message: object): Buffer => dataFrame(method.O.toBinary(method.O.create(message)));
    if (!method.serverStreaming) {
      const answer = encode(Buffer.concat([encodeMessage((await reply) as object), trailerFrame(GrpcCode.OK)]));
      if (hooks.loses?.(path)) response.destroy();
      else response.end(answer);
      return;
    }
    response.flushHeaders();
    for await (const message of reply as AsyncIterable<object>) {
      if (gone.signal.aborted) return;
      if (!response.write(encode(encodeMessage(message)))) await drained(response, gone.signal);
    }
    if (!response.destroyed) response.end(encode(trailerFrame(GrpcCode.OK)));
  }
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > REQUEST_BYTES_MAX) throw new GrpcError(GrpcCode.RESOURCE_EXHAUSTED, 'request too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

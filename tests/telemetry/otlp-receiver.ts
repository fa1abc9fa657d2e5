import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string };
}

interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes?: Attribute[];
  links?: { traceId: string; spanId: string }[];
}

export interface ReceivedSpan extends Omit<OtlpSpan, 'attributes'> {
  /** Instrumentation scope: the service that made the span. */
  scope: string;
  /** The process that made it: `service.instance.id` of its resource. */
  instance: string;
  attributes: Record<string, string>;
}

interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { scope: { name: string }; spans: OtlpSpan[] }[];
  }[];
}

const textOf = (attributes: readonly Attribute[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]));

/** An OTLP/HTTP receiver of traces in JSON, for what a test's processes export. */
export async function startOtlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as OtlpTraces;
    for (const { resource, scopeSpans } of resourceSpans) {
      const instance = textOf(resource.attributes)['service.instance.id'] ?? '';
      for (const { scope, spans: received } of scopeSpans) {
        for (const span of received) {
          spans.push({ ...span, scope: scope.name, instance, attributes: textOf(span.attributes) });
        }
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour = (response: ServerResponse) => void;

/** A peer that answers every request for a blob in one way, and counts them. */
export interface Liar {
  url: string;
  asked(): number;
  close(): Promise<void>;
}

export const behaviours = {
  notFound: (response: ServerResponse) => void response.writeHead(404).end(),
  bytes: (bytes: Uint8Array) => (response: ServerResponse) => void response.writeHead(200).end(bytes),
  /** sends the head and a little, then nothing more */
  hang: (response: ServerResponse) => void response.writeHead(200).write('x'),
  endless: (response: ServerResponse) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  hangUp: (response: ServerResponse) => void response.destroy(),
} as const;

export async function startLiar(behaviour: Behaviour): Promise<Liar> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    behaviour(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

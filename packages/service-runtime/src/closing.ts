import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { App } from './app.ts';

/**
 * How a listener closes: requests under way are still answered, every other connection ends at once. A connection that
 * was kept alive, or opened and never asked anything, would count as open, and the close would wait for it.
 */
export function closePromptly(app: App): void {
  let closing = false;
  let underWay = 0;
  const endIfAnswered = () => {
    if (closing && underWay === 0) app.server.closeAllConnections();
  };
  app.server.on('request', (_request: unknown, response: ServerResponse) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      endIfAnswered();
    });
  });
  app.server.on('connection', (socket: Socket) => {
    if (closing) socket.destroy();
  });
  app.addHook('preClose', async () => {
    closing = true;
    endIfAnswered();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

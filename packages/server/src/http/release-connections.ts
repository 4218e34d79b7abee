import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

/**
 * Lets go of connections when the application closes, so that closing waits for requests in flight and for
 * nothing else: a browser keeps connections open on which it has said nothing yet, and those that were busy
 * would be kept alive after their answer.
 */
export function releaseConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isClosing = false;
  app.server.on('connection', (socket: Socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      busy.delete(socket);
    });
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const { socket } = request.raw;
    if (open.has(socket)) busy.add(socket);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    const { socket } = request.raw;
    busy.delete(socket);
    // An answer that had begun before could not say any more that it is the last.
    if (isClosing) socket.end();
    done();
  });
  app.addHook('preClose', (done) => {
    isClosing = true;
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
    done();
  });
}

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Watches the connections of a server, so that closing it waits for requests in flight and for nothing else:
 * a browser keeps connections open on which it has said nothing yet, and those that were busy would be kept
 * alive after their answer. Called before the first connection.
 *
 * @returns lets go of every connection that waits for no answer, and of the others after theirs; called once,
 *   together with the server's own `close`
 */
export function watchConnections(server: Server): () => void {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isClosing = false;
  server.on('connection', (socket: Socket) => {
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
  server.prependListener('request', ({ socket }, response) => {
    if (open.has(socket)) busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      if (isClosing) socket.end();
    });
  });
  return () => {
    isClosing = true;
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
  };
}

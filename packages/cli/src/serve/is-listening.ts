import { connect } from 'node:net';

const patienceMs = 500;

/**
 * Whether something on this computer listens where an origin says; only its port is asked, and only here.
 *
 * @param origin what a demo names as its service; false when it is no URL with a port
 */
export function isListening(origin: string): Promise<boolean> {
  const port = Number(URL.parse(origin)?.port);
  if (!Number.isInteger(port) || port < 1) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port, timeout: patienceMs });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}

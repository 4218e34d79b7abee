// Stands for the browser of a program under "pitpass run": hands the address over to it. It is started
// by a script with the address of the proxy and the page.
import { request } from 'node:http';

const [, , target, address] = process.argv;
const outgoing = request(target, { method: 'POST', agent: false });
outgoing.on('response', (answer) => {
  answer.resume();
  process.exitCode = answer.statusCode === 204 ? 0 : 1;
});
outgoing.on('error', () => {
  process.stderr.write('pitpass run has ended; the address could not be opened.\n');
  process.exitCode = 1;
});
const body = Buffer.from(address ?? '');
outgoing.setHeader('content-length', body.length);
outgoing.end(body);

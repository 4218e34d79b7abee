// The limit: reads the same form and answers the same bytes, and does nothing else.
import { createServer } from 'node:http';

const port = Number(process.argv[2]);
const answerBytes = Number(process.argv[3]);
const body = JSON.stringify({ access_token: 'x'.repeat(Math.max(0, answerBytes - 19)) });
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'content-length': String(Buffer.byteLength(body)),
};

createServer((request, response) => {
  let form = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    form += chunk;
  });
  request.on('end', () => {
    const parameters = new URLSearchParams(form);
    response.writeHead(parameters.has('never') ? 400 : 200, headers);
    response.end(body);
  });
}).listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));

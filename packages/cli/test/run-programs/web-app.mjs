// A program as its author wrote it: a web app that sends its visitors to sign in.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const query = new URLSearchParams({ response_type: 'code', client_id: 'pit-wall' });
  const location = `https://oauth.iracing.com/oauth2/authorize?${query}`;
  if (request.url === '/end') {
    response.end();
    server.close();
    server.closeAllConnections();
    return;
  }
  if (request.url === '/head') response.writeHead(302, { Location: location });
  else response.setHeader('location', location).writeHead(302);
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`listening on ${server.address().port}\n`);
});

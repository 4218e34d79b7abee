// Asks a session over the shared file for its access token and prints it. Arguments: file, issuer.
import { createSession, iracing } from '../src/index.ts';
import { fileTokenStore } from '../src/node/index.ts';

const [file = '', issuerUrl = '', holdMilliseconds = '0'] = process.argv.slice(2);
const provider = iracing({ client_id: 'demo_client', issuerUrl });
const store = fileTokenStore(file);
const session = createSession({ provider, store });
await new Promise((resolve) => setTimeout(resolve, Number(holdMilliseconds)));
process.stdout.write(await session.accessToken());

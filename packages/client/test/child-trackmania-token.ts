// Asks a Trackmania session over the shared file for its access token and prints it. Arguments:
// file, service.
import { createSession, trackmania } from '../src/index.ts';
import { fileTokenStore } from '../src/node/index.ts';

const [file = '', serviceUrl = ''] = process.argv.slice(2);
const provider = trackmania({ client_id: 'aaaabbbbccccddddeeee', serviceUrl });
const session = createSession({ provider, store: fileTokenStore(file) });
process.stdout.write(await session.accessToken());

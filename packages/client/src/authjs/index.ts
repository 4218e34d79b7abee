export { readAccountTokens } from './account-tokens.ts';
export type { AuthAccount } from './account-tokens.ts';
export { iracingAuthProvider } from './iracing-auth-provider.ts';
export type { IracingAuthProvider, IracingAuthProviderOptions } from './iracing-auth-provider.ts';

export { browserTokenStore } from './browser-token-store.ts';
export type { BrowserStorage, BrowserTokenStoreOptions } from './browser-token-store.ts';

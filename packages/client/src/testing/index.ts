export { tokenStoreContract } from './token-store-contract.ts';
export type { TokenStoreCase, TokenStorePlace } from './token-store-contract.ts';

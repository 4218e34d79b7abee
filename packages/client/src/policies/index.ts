export { createPayloadCache } from '../data/cached-answers.ts';
export { memoryPayloadCache } from '../data/memory-payload-cache.ts';
export type { MemoryPayloadCacheOptions } from '../data/memory-payload-cache.ts';
export { paceWithinBudget } from '../data/pace-within-budget.ts';
export type { PaceOptions } from '../data/pace-within-budget.ts';
export { retryWithJitter } from '../data/retry-with-jitter.ts';
export type { RetryOptions } from '../data/retry-with-jitter.ts';

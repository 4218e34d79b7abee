export { checkDrift } from './check-drift.ts';
export type { Drift } from './check-drift.ts';

export { createDataProxy } from './data-proxy.ts';
export type { DataProxy } from './data-proxy.ts';
export { toNodeListener } from './node-listener.ts';
export type { NodeRequest, NodeResponse } from './node-listener.ts';
export type { DataProxyOptions } from './proxy-options.ts';

export { catalogue, findMethod, methodPath } from './catalogue.ts';
export { parseParameters } from './parameters.ts';
export type { Delivery, MethodEntry, ParameterEntry, ParameterType } from './method-entry.ts';
export { describeDefault, describeDelivery, describeLimits, describeWindow } from './words.ts';

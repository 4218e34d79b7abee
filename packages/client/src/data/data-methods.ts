// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ContentMethods } from './methods/content-methods.ts';
import type { EventMethods } from './methods/event-methods.ts';
import type { MemberMethods } from './methods/member-methods.ts';
import type { ResultMethods } from './methods/result-methods.ts';

/** The parameters of every data method, by its service and name. */
export interface DataMethods extends ContentMethods, EventMethods, MemberMethods, ResultMethods {}

/** How a parameter is written; `numbers` is a comma list. */
export type ParameterType = 'number' | 'string' | 'boolean' | 'numbers';

/** One parameter of a method. */
export interface ParameterEntry {
  readonly name: string;
  readonly type: ParameterType;
  readonly required?: true;
  readonly note?: string;
  /** Least and greatest number allowed, for `number` and every element of `numbers`. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** What stands for the parameter when it is missing; `caller` is the token's own member. */
  readonly default?: 'caller' | { readonly value: number | boolean | string | readonly number[] };
}

/** How the answer reaches the caller: the six kinds of the API. */
export type Delivery =
  /** The API answers with the payload itself. */
  | { readonly kind: 'inline' }
  /** A signed link to JSON. */
  | { readonly kind: 'link' }
  /** A signed link to CSV. */
  | { readonly kind: 'csv' }
  /** A summary at once and a signed link to the rest. */
  | { readonly kind: 'data_url'; readonly type: string; readonly dataUrlSeconds: number }
  /** A summary at once, with signed names of chunks. */
  | {
      readonly kind: 'inline_chunks';
      readonly type: string;
      readonly chunkSize: number;
      readonly chunkUrlSeconds: number;
    }
  /** A signed link to an object, with signed names of chunks in it. */
  | {
      readonly kind: 'link_chunks';
      readonly chunkSize: number;
      readonly chunkUrlSeconds: number;
      /** Where `chunk_info` is: beside the other fields, or one level down under a `type`. */
      readonly chunkInfoAt: 'chunk_info' | 'data.chunk_info';
      readonly type?: string;
      /** Whether the whole table is also to be had as CSV. */
      readonly csvUrl: boolean;
    };

/** One method of the API: the single source of its route, its checks and its documentation. */
export interface MethodEntry {
  readonly service: string;
  readonly method: string;
  readonly parameters: readonly ParameterEntry[];
  readonly delivery: Delivery;
  /** How long an answer stays the same: `expires` is the end of such a window. */
  readonly expirationSeconds: 60 | 900;
  readonly note?: string | readonly string[];
  /** Accepts any parameter, and the same one several times. Only `lookup/get` does. */
  readonly freeForm?: true;
}

/** How long a signed link works. */
export const linkSeconds = 120;

type Extra = Omit<ParameterEntry, 'name' | 'type' | 'required'>;

/** A whole number. */
export function number(name: string, extra: Extra = {}): ParameterEntry {
  return { name, type: 'number', ...extra };
}

/** The number of something that exists, so at least 1. */
export function id(name: string, extra: Extra = {}): ParameterEntry {
  return { name, type: 'number', minimum: 1, ...extra };
}

/** A text. */
export function string(name: string, extra: Extra = {}): ParameterEntry {
  return { name, type: 'string', ...extra };
}

/** `true` or `false`, in any case. */
export function boolean(name: string, extra: Extra = {}): ParameterEntry {
  return { name, type: 'boolean', ...extra };
}

/** Whole numbers in a comma list. */
export function numbers(name: string, extra: Extra = {}): ParameterEntry {
  return { name, type: 'numbers', ...extra };
}

/** Makes a parameter one that has to be given. */
export function required(parameter: ParameterEntry): ParameterEntry {
  return { ...parameter, required: true };
}

/** The member asked about; the caller when not given. */
export const ownCustId = id('cust_id', {
  note: 'The member; the one who is signed in when left out.',
  default: 'caller',
});

type Rest = Partial<Omit<MethodEntry, 'service' | 'method' | 'parameters'>>;

/** A method of a service: behind a signed link and fresh every 15 minutes unless `rest` says other. */
export function method(
  path: `${string}/${string}`,
  parameters: readonly ParameterEntry[] = [],
  rest: Rest = {},
): MethodEntry {
  const [service = '', name = ''] = path.split('/');
  return {
    service,
    method: name,
    parameters,
    delivery: { kind: 'link' },
    expirationSeconds: 900,
    ...rest,
  };
}

/** The parts of a season that standings are asked for. */
export const standingsChunks: Delivery = {
  kind: 'link_chunks',
  chunkSize: 500,
  chunkUrlSeconds: 3600,
  chunkInfoAt: 'chunk_info',
  csvUrl: true,
};

/** Laps and events of a session, in chunks. */
export const sessionChunks: Delivery = { ...standingsChunks, csvUrl: false };

import { catalogue, findMethod, methodPath } from './catalogue.ts';
import type { MethodEntry, ParameterEntry } from './method-entry.ts';

/** A parameter as `/data/doc` shows it. */
export interface ParameterDocumentation {
  readonly type: ParameterEntry['type'];
  readonly required?: true;
  readonly note?: string;
}

/** A method as `/data/doc` shows it. */
export interface MethodDocumentation {
  /** The method's absolute URL. */
  readonly link: string;
  readonly note?: string | readonly string[];
  readonly parameters?: Readonly<Record<string, ParameterDocumentation>>;
  readonly expirationSeconds: number;
}

/** The methods of a service as `/data/doc/{service}` shows them. */
export type ServiceDocumentation = Readonly<Record<string, MethodDocumentation>>;

function documentParameter({ type, required, note }: ParameterEntry): ParameterDocumentation {
  return { type, ...(required && { required }), ...(note !== undefined && { note }) };
}

function documentEntry(entry: MethodEntry, origin: string): MethodDocumentation {
  const parameters = entry.parameters.map((each) => [each.name, documentParameter(each)] as const);
  return {
    link: `${origin}/data/${methodPath(entry)}`,
    ...(entry.note !== undefined && { note: entry.note }),
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
    expirationSeconds: entry.expirationSeconds,
  };
}

/** The whole documentation, with links that begin with `origin`. */
export function documentAll(origin: string): Readonly<Record<string, ServiceDocumentation>> {
  const services = new Map<string, Record<string, MethodDocumentation>>();
  for (const entry of catalogue) {
    const methods = services.get(entry.service) ?? {};
    methods[entry.method] = documentEntry(entry, origin);
    services.set(entry.service, methods);
  }
  return Object.fromEntries(services);
}

/** The documentation of one service; undefined when there is no such service. */
export function documentService(service: string, origin: string): ServiceDocumentation | undefined {
  const all = documentAll(origin);
  return Object.hasOwn(all, service) ? all[service] : undefined;
}

/** The documentation of one method; undefined when there is no such method. */
export function documentMethod(path: string, origin: string): MethodDocumentation | undefined {
  const entry = findMethod(path);
  return entry === undefined ? undefined : documentEntry(entry, origin);
}

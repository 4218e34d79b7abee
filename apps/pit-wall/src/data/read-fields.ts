/** What the data service sent does not have the form that it is known by. */
export class UnexpectedData extends Error {
  override readonly name = 'UnexpectedData';
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the members of one JSON object and says where something else stands. */
export interface FieldReader {
  /** @throws UnexpectedData */
  number(name: string): number;
  /** Several numbers under their names. @throws UnexpectedData for the first that is none */
  numbers<Name extends string>(...names: readonly Name[]): Record<Name, number>;
  /** @throws UnexpectedData */
  text(name: string): string;
  /** An ISO time, as epoch seconds. @throws UnexpectedData */
  time(name: string): number;
  /** @throws UnexpectedData */
  list(name: string): readonly unknown[];
  /** @throws UnexpectedData */
  object(name: string): FieldReader;
  /** The names that the object has. */
  names(): string[];
  /** The value as it came, or undefined. */
  raw(name: string): unknown;
}

/**
 * Takes a value for a JSON object.
 *
 * @param where what it is, for the message
 * @throws UnexpectedData when it is none
 */
export function readFields(value: unknown, where: string): FieldReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnexpectedData(`${where} is not an object`);
  }
  const fields = value as Fields;
  function refuse(name: string, wanted: string): never {
    throw new UnexpectedData(`${where} has no ${wanted} "${name}"`);
  }
  const text = (name: string): string => {
    const found = fields[name];
    return typeof found === 'string' ? found : refuse(name, 'text');
  };
  const number = (name: string): number => {
    const found = fields[name];
    return typeof found === 'number' && Number.isFinite(found) ? found : refuse(name, 'number');
  };
  return {
    text,
    number,
    numbers: <Name extends string>(...names: readonly Name[]) =>
      Object.fromEntries(names.map((name) => [name, number(name)])) as Record<Name, number>,
    time: (name) => {
      const milliseconds = Date.parse(text(name));
      return Number.isNaN(milliseconds) ? refuse(name, 'time') : Math.floor(milliseconds / 1000);
    },
    list: (name) => {
      const found = fields[name];
      return Array.isArray(found) ? found : refuse(name, 'list');
    },
    object: (name) => readFields(fields[name], `${where}, "${name}",`),
    names: () => Object.keys(fields),
    raw: (name) => fields[name],
  };
}

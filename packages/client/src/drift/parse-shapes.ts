/** The form of a JSON value. */
export type Shape =
  | { readonly kind: 'any' | 'boolean' | 'number' | 'string'; readonly isNullable: boolean }
  | { readonly kind: 'list' | 'byId'; readonly item: Shape; readonly isNullable: boolean }
  | { readonly kind: 'named'; readonly name: string; readonly isNullable: boolean }
  | { readonly kind: 'object'; readonly fields: readonly Field[]; readonly isNullable: boolean };

/** One member of an object. */
export interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  readonly shape: Shape;
}

const leaves = { s: 'string', b: 'boolean', n: 'number', '*': 'any' } as const;

/** Reads one shape from the beginning of a text to its end. */
class ShapeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Shape {
    const shape = this.#readBare();
    return this.#take('0') ? { ...shape, isNullable: true } : shape;
  }

  #take(mark: string): boolean {
    const isThere = this.#text.startsWith(mark, this.#at);
    if (isThere) this.#at += mark.length;
    return isThere;
  }

  #word(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  #readBare(): Shape {
    const isNullable = false;
    if (this.#take('@')) return { kind: 'named', name: this.#word(/\w+?(?=\W|0|$)/y), isNullable };
    if (this.#take('#')) return { kind: 'byId', item: this.read(), isNullable };
    if (this.#take('[')) {
      const item = this.read();
      this.#take(']');
      return { kind: 'list', item, isNullable };
    }
    if (!this.#take('{')) {
      const letter = this.#text.charAt(this.#at++) as keyof typeof leaves;
      return { kind: leaves[letter], isNullable };
    }
    const fields: Field[] = [];
    while (!this.#take('}')) {
      const name = this.#word(/[\w-]+/y);
      const isOptional = this.#take('?');
      const shape: Shape = this.#take(':') ? this.read() : { kind: 'number', isNullable };
      fields.push({ name, isOptional, shape });
      this.#take(',');
    }
    return { kind: 'object', fields, isNullable };
  }
}

/** A definition of the table of shapes: its kind of answer, if it is a method's, and the text of its shape. */
export interface Definition {
  readonly kind: 'json' | 'csv' | 'chunks' | undefined;
  readonly text: string;
}

const kinds: Readonly<Record<string, Definition['kind']>> = { j: 'json', t: 'csv', c: 'chunks' };

/**
 * Reads the table of shapes, one definition a line, which goes on in lines that begin with a space. A
 * method's begins with `j`, `t` or `c` for JSON, CSV or chunks; after the path `!` marks its envelope and `[]` a
 * row of its chunks, and `@` is before the name of a part. In shapes `s`, `b`, `n` are text, truth and number (a
 * number when nothing is said), `0` after them says that null may stand there, `#` comes before what stands
 * under ids, `*` is anything, and `?` follows what may be missing.
 */
export function parseDefinitions(table: string): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const line of table.replaceAll('\n ', '').split('\n')) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    const isMethod = /^[^@].*[^!\]]$/.test(name);
    const kind = isMethod ? kinds[line.charAt(at + 1)] : undefined;
    definitions.set(name, { kind, text: line.slice(isMethod ? at + 2 : at + 1) });
  }
  return definitions;
}

/** Reads the shape of a definition. */
export function parseShape({ text }: Definition): Shape {
  return new ShapeReader(text).read();
}

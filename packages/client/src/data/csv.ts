import { InvalidResponse } from '../errors.ts';

/** One row of CSV: the fields by the names of the first line. */
export type CsvRow = Readonly<Record<string, string>>;

// More than any row of the service has. Without it quotes that never end would fill the memory.
const recordLengthMax = 1_048_576;

/** Takes text piece after piece and gives the records that have become whole. */
class RecordReader {
  #length = 0;
  #record: string[] = [];
  #field = '';
  #isQuoted = false;
  // After a quote inside quotes: the next character says whether it was an end or a quote.
  #isAfterQuote = false;
  #isEmpty = true;

  *read(text: string): Generator<readonly string[]> {
    for (const character of text) {
      this.#length += 1;
      if (this.#length > recordLengthMax) {
        throw new InvalidResponse(`a CSV row has more than ${recordLengthMax} characters`);
      }
      if (this.#isQuoted && !this.#isAfterQuote) {
        if (character === '"') this.#isAfterQuote = true;
        else this.#field += character;
        continue;
      }
      if (this.#isAfterQuote) {
        this.#isAfterQuote = false;
        if (character === '"') {
          this.#field += '"';
          continue;
        }
        this.#isQuoted = false;
      }
      yield* this.#take(character);
    }
  }

  /** The last record, when no line break ends it. */
  *end(): Generator<readonly string[]> {
    if (this.#isQuoted && !this.#isAfterQuote) {
      throw new InvalidResponse('the CSV ends within quotes: it is not whole');
    }
    if (!this.#isEmpty) yield this.#close();
  }

  *#take(character: string): Generator<readonly string[]> {
    if (character === '\r') return;
    if (character === '\n') {
      this.#length = 0;
      if (!this.#isEmpty) yield this.#close();
      return;
    }
    this.#isEmpty = false;
    if (character === ',') {
      this.#record.push(this.#field);
      this.#field = '';
    } else if (character === '"' && this.#field === '') {
      this.#isQuoted = true;
    } else {
      this.#field += character;
    }
  }

  #close(): readonly string[] {
    const record = [...this.#record, this.#field];
    this.#record = [];
    this.#field = '';
    this.#isEmpty = true;
    return record;
  }
}

function toRow(names: readonly string[], record: readonly string[]): CsvRow {
  if (record.length !== names.length) {
    throw new InvalidResponse(
      `a CSV row has ${record.length} fields where the first line names ${names.length}`,
    );
  }
  return Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']));
}

/**
 * Reads CSV whose first line names the columns, row after row, however the text is cut into pieces.
 * Fields stay texts: what is a number is the reader's to say.
 *
 * @throws InvalidResponse when a row has more or fewer fields than the first line, or more than a million
 *   characters, or the text ends within quotes
 * @see RFC 4180
 */
export async function* readCsvRows(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<CsvRow> {
  const reader = new RecordReader();
  let names: readonly string[] | undefined;
  const toRows = function* (records: Iterable<readonly string[]>): Generator<CsvRow> {
    for (const record of records) {
      if (names === undefined) names = record.map((name) => name.replace(/^\uFEFF/, ''));
      else yield toRow(names, record);
    }
  };
  for await (const piece of pieces) yield* toRows(reader.read(piece));
  yield* toRows(reader.end());
}

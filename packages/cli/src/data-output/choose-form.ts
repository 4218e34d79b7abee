import { usageProblem } from '../problem.ts';
import { parseColumns } from './flat-row.ts';

/** What the command line may say about how an answer is written. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly csv?: boolean;
  readonly table?: boolean;
  readonly columns?: string;
  readonly rows?: string;
  readonly output?: string;
}

/** How an answer is written. */
export interface OutputForm {
  readonly kind: 'json' | 'ndjson' | 'csv' | 'table';
  /** JSON in one line. */
  readonly isCompact: boolean;
  readonly columns: readonly string[] | undefined;
  /** The path of the list whose rows are meant. */
  readonly rows: string | undefined;
}

const forms = ['json', 'ndjson', 'csv', 'table'] as const;

const formsByEnding: Readonly<Record<string, OutputForm['kind']>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

function chooseKind(flags: OutputFlags): OutputForm['kind'] {
  const named = forms.filter((form) => flags[form] === true);
  const [only, ...others] = named;
  if (others.length > 0) {
    throw usageProblem(`${named.map((form) => `--${form}`).join(' and ')} exclude each other.`);
  }
  if (only !== undefined) return only;
  const ending = /\.(\w+)$/.exec(flags.output ?? '')?.[1]?.toLowerCase() ?? '';
  const byFile = Object.hasOwn(formsByEnding, ending) ? formsByEnding[ending] : undefined;
  if (byFile !== undefined) return byFile;
  return flags.columns !== undefined || flags.rows !== undefined ? 'table' : 'json';
}

/**
 * Chooses the form of an answer: what was asked for; else what the ending of the file says; else a
 * table where columns or rows were chosen, and JSON everywhere else.
 *
 * @throws Problem when what was asked for contradicts itself
 */
export function chooseForm(flags: OutputFlags): OutputForm {
  const kind = chooseKind(flags);
  const columns = parseColumns(flags.columns);
  if (columns !== undefined && (kind === 'json' || kind === 'ndjson')) {
    throw usageProblem(`--columns goes with --table and --csv; --${kind} holds everything.`);
  }
  if (columns?.length === 0) throw usageProblem('--columns is empty; name columns as in a,b.c.');
  return { kind, isCompact: flags.json === true, columns, rows: flags.rows };
}

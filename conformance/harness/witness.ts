import { engines } from './running-service.ts';
import type { Engine, Service } from './running-service.ts';

/** Everything that was written to a database, also what was changed or deleted a moment later. */
export interface Witness {
  /** Table to the text of every row as it was inserted or changed, all columns. */
  read(): Promise<ReadonlyMap<string, string>>;
}

async function listTables(service: Service, engine: Engine): Promise<Map<string, string[]>> {
  const rows = await service.query(
    engine === 'sqlite'
      ? `SELECT m.name AS source, c.name AS part FROM sqlite_schema m JOIN pragma_table_info(m.name) c
          WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`
      : `SELECT table_name AS source, column_name AS part FROM information_schema.columns
          WHERE table_schema = 'public'`,
  );
  const tables = new Map<string, string[]>();
  for (const { source, part } of rows) {
    tables.set(String(source), [...(tables.get(String(source)) ?? []), String(part)]);
  }
  return tables;
}

async function prepare(service: Service, engine: Engine): Promise<void> {
  await service.query('CREATE TABLE witness (source TEXT NOT NULL, seen TEXT NOT NULL)');
  if (engine === 'sqlite') return;
  await service.query(`CREATE FUNCTION bear_witness() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO witness VALUES (TG_TABLE_NAME, NEW::text); RETURN NEW; END $$`);
}

async function watch(
  service: Service,
  engine: Engine,
  table: string,
  columns: readonly string[],
): Promise<void> {
  if (engine === 'postgres') {
    await service.query(`CREATE TRIGGER witness_${table} AFTER INSERT OR UPDATE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION bear_witness()`);
    return;
  }
  const row = columns.map((column) => `quote(NEW.${column})`).join(" || ',' || ");
  for (const event of ['INSERT', 'UPDATE']) {
    await service.query(`CREATE TRIGGER witness_${event.toLowerCase()}_${table}
      AFTER ${event} ON ${table}
      BEGIN INSERT INTO witness VALUES ('${table}', ${row}); END`);
  }
}

/**
 * Has the database itself note every row that is written from now on, so that a value which stands there for
 * a moment alone is seen as well. What stands there already is noted at once.
 */
export async function callWitness(service: Service, engine: Engine): Promise<Witness> {
  if (!engines.includes(engine)) throw new TypeError(`No engine ${engine}`);
  const tables = await listTables(service, engine);
  await prepare(service, engine);
  const read = new Map<string, string>();
  for (const [table, columns] of tables) {
    const standing = await service.query(`SELECT * FROM ${table}`);
    read.set(table, JSON.stringify(standing));
    await watch(service, engine, table, columns);
  }
  return {
    async read() {
      const seen = new Map(read);
      for (const { source, seen: row } of await service.query('SELECT * FROM witness')) {
        seen.set(String(source), `${seen.get(String(source)) ?? ''}\n${String(row)}`);
      }
      return seen;
    },
  };
}

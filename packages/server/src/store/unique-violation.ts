const postgresUniqueViolation = '23505';
// SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY
const sqliteUniqueViolations: ReadonlySet<unknown> = new Set([2067, 1555]);

/** True when a statement failed because another row has a value that must be one row's alone. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  return code === postgresUniqueViolation || sqliteUniqueViolations.has(errcode);
}

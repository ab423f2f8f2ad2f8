import type { CompiledQuery } from 'kysely';

/** A query that runs again and again, always with the same SQL: PostgreSQL keeps it planned under this name. */
export type PreparedQuery<Row = unknown> = CompiledQuery<Row> & { readonly preparedAs: string };

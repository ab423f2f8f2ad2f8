import { type CompiledQuery, SelectQueryNode } from 'kysely';

/** Whether a query only reads. */
export function isRead({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || /^\s*select\b/i.test(sql) || (/^\s*with\b/i.test(sql) && !changes(sql));
}

/** Whether a statement that begins with subqueries changes anything, in one of them or itself. */
function changes(sql: string): boolean {
  const withoutTexts = sql.replace(/'[^']*'|"[^"]*"/g, "''");
  return /\b(?:insert|update|delete|merge)\b/i.test(withoutTexts);
}

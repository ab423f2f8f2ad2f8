import { Type } from 'typebox';
import { compileExact } from '../../contract/exact-check.ts';
import type { Database } from '../../storage/database.ts';
import { RedactionDigest } from './digest.ts';
import { declarations, redactionsAfter } from './queries.ts';

const checkDeclared = compileExact(Type.Object({ events: Type.Integer(), digest: Type.String() }));
const batchSize = 1_000;

/**
 * Compares the redactions of an organization with the events of its chain that declare them. Returns the sequence of one that
 * no event declares, or whose declaration has another digest; null if all are declared.
 */
export async function undeclaredRedaction(db: Database, organizationId: string): Promise<number | null> {
  const found = new Map<string, { digest: RedactionDigest; first: number }>();
  for (let after = { sequence: 0, declaredBy: '' }; ; ) {
    const rows = await redactionsAfter(db, organizationId, after, batchSize);
    for (const { sequence, declaredBy, contentHash } of rows) {
      const declared = found.get(declaredBy) ?? { digest: new RedactionDigest(), first: sequence };
      declared.digest.add(sequence, contentHash);
      found.set(declaredBy, declared);
    }
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) break;
    after = last;
  }
  if (found.size === 0) return null;
  for (const { id, details } of await declarations(db, organizationId)) {
    const redaction = found.get(id);
    const declared = checkDeclared(JSON.parse(details));
    if (!redaction || 'error' in declared) continue;
    const { digest } = redaction;
    if (declared.value.events === digest.events && declared.value.digest === digest.hex) found.delete(id);
  }
  const [undeclared] = found.values();
  return undeclared?.first ?? null;
}

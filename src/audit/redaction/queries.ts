import type { Database, Transaction } from '../../storage/database.ts';

/** Which of some events were redacted, with the hash of their present contents: the one that was declared last. */
export async function contentHashes(
  db: Database,
  organizationId: string,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  if (sequences.length === 0) return new Map();
  const rows = await db
    .selectFrom('audit_redactions')
    .select(['sequence', 'declared_by as declaredBy', 'content_hash as contentHash'])
    .where('organization_id', '=', organizationId)
    .where('sequence', 'in', [...sequences])
    .execute();
  if (rows.length === 0) return new Map();
  // The order is that of the chain: a clock can go back. Of several, the last one stays in the map.
  const declared = await declarations(db, organizationId);
  const positions = new Map(declared.map(({ id, sequence }) => [id, sequence]));
  const positionOf = (id: string) => positions.get(id) ?? 0;
  rows.sort((one, other) => positionOf(one.declaredBy) - positionOf(other.declaredBy));
  return new Map(rows.map(({ sequence, contentHash }) => [sequence, contentHash]));
}

/** All redactions of an organization, by declaration, in the order of the digest. */
export function redactionsAfter(
  db: Database,
  organizationId: string,
  after: { readonly sequence: number; readonly declaredBy: string },
  limit: number,
) {
  return db
    .selectFrom('audit_redactions')
    .select(['sequence', 'declared_by as declaredBy', 'content_hash as contentHash'])
    .where('organization_id', '=', organizationId)
    .where(({ eb, or, and }) =>
      or([
        eb('sequence', '>', after.sequence),
        and([eb('sequence', '=', after.sequence), eb('declared_by', '>', after.declaredBy)]),
      ]),
    )
    .orderBy('sequence')
    .orderBy('declared_by')
    .limit(limit)
    .execute();
}

/** The events that declare redactions. */
export function declarations(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_events')
    .select(['id', 'sequence', 'details'])
    .where('organization_id', '=', organizationId)
    .where('action', '=', 'member.erased')
    .execute();
}

/** Replaces what an event contains. Its hash stays. */
export async function replaceContents(
  trx: Transaction,
  organizationId: string,
  {
    sequence,
    targetId,
    details,
    address,
  }: {
    readonly sequence: number;
    readonly targetId: string;
    readonly details: string;
    readonly address: string | null;
  },
): Promise<void> {
  await trx
    .updateTable('audit_events')
    .set({ target_id: targetId, details, address })
    .where('organization_id', '=', organizationId)
    .where('sequence', '=', sequence)
    .execute();
}

export async function insertRedactions(
  trx: Transaction,
  organizationId: string,
  declaredBy: string,
  rows: readonly { readonly sequence: number; readonly contentHash: Uint8Array }[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('audit_redactions')
    .values(
      rows.map(({ sequence, contentHash }) => ({
        organization_id: organizationId,
        sequence,
        declared_by: declaredBy,
        content_hash: contentHash,
      })),
    )
    .execute();
}

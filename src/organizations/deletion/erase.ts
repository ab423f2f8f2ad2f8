import { type Database, inTransaction } from '../../storage/database.ts';
import type { InSlices } from '../../storage/slices.ts';
import { slugHold } from '../address/change-slug.ts';
import { holdSlug } from '../address/queries.ts';
import { restorableFor } from './delete-organization.ts';
import { erasedTables, eraseRows } from './erase-queries.ts';
import { claimErasable, deleteOrganizationRow, extendClaim } from './queries.ts';

/** Milliseconds after which another process continues. Longer than a slice can take. */
const claimLength = 300_000;

type Eraser = {
  readonly db: Database;
  readonly now: () => number;
  readonly onErased: (organization: { readonly id: string; readonly slug: string }) => void;
};

type Erasure = {
  readonly id: string;
  readonly slug: string;
  /** The end of this process's claim. */
  readonly claimed: number;
  /** The position in `erasedTables`. */
  readonly table: number;
  readonly isErased: boolean;
};

/**
 * Erases the organizations that can no longer be restored, each by one process at a time, in slices. Their slugs are held
 * for some time.
 */
export async function eraseDeleted({ db, now, onErased }: Eraser, inSlices: InSlices): Promise<void> {
  for (;;) {
    const claimed = now() + claimLength;
    const claim = { deletedBefore: now() - restorableFor, now: now(), until: claimed };
    const organization = await claimErasable(db, claim);
    if (!organization) return;
    let erasure: Erasure | null = { ...organization, claimed, table: 0, isErased: false };
    await inSlices(async (limit) => {
      if (!erasure) return 0;
      erasure = await eraseSlice(db, erasure, limit, now());
      return erasure && !erasure.isErased ? limit : 0;
    });
    // Another process has the claim, or this one stops.
    if (!erasure?.isErased) return;
    onErased(organization);
  }
}

/** Erases at most `limit` rows of one table, or at last the organization. Null if another process has the claim. */
function eraseSlice(db: Database, erasure: Erasure, limit: number, now: number): Promise<Erasure | null> {
  const { id, slug, claimed, table } = erasure;
  const until = Math.max(now + claimLength, claimed + 1);
  return inTransaction(db, async (trx) => {
    if (!(await extendClaim(trx, id, { claimed, until }))) return null;
    const name = erasedTables[table];
    if (name === undefined) {
      await deleteOrganizationRow(trx, id);
      await holdSlug(trx, slug, id, now + slugHold);
      return { ...erasure, isErased: true };
    }
    const isEmpty = (await eraseRows(trx, id, name, limit)) < limit;
    return { ...erasure, claimed: until, table: isEmpty ? table + 1 : table };
  });
}

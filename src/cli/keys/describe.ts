import { listKeys } from '../../credentials/keys/queries.ts';
import { formatTimestamp } from '../../http/timestamps.ts';
import { sealedValues } from '../../sealed-values.ts';
import type { Database } from '../../storage/database.ts';

export type DescribedKey = {
  readonly id: string;
  /** current, next or old. */
  readonly state: string;
  /** Whether it is kept in the database in the clear. */
  readonly generated: boolean;
  readonly createdAt: string;
  readonly retiredAt: string | null;
  /** Values that are sealed with it and can be sealed again. */
  readonly sealed: number;
  /** Values that end with it: backup codes. */
  readonly endWithKey: number;
};

/** Every secret key of the database, the newest first, with what needs it. Nothing of a key itself. */
export async function describeKeys(db: Database): Promise<DescribedKey[]> {
  const described: DescribedKey[] = [];
  for (const { id, state, generated, createdAt, retiredAt } of await listKeys(db)) {
    const counts = await Promise.all(sealedValues.map((kind) => kind.count(db, id)));
    described.push({
      id,
      state,
      generated: generated !== null,
      createdAt: formatTimestamp(createdAt),
      retiredAt: retiredAt === null ? null : formatTimestamp(retiredAt),
      sealed: counts.reduce((sum, { sealed }) => sum + sealed, 0),
      endWithKey: counts.reduce((sum, { endWithKey }) => sum + endWithKey, 0),
    });
  }
  return described;
}

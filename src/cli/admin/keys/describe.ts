import { formatTimestamp } from '../../../contract/timestamps.ts';
import { listKeys } from '../../../credentials/keys/queries.ts';
import { sealedValues } from '../../../server/sealed-values.ts';
import type { Database } from '../../../storage/database.ts';

export type DescribedKey = {
  readonly id: string;
  /** `current`, `next` or `old`. */
  readonly state: string;
  /** Whether it is stored in the database in plain text. */
  readonly generated: boolean;
  readonly createdAt: string;
  readonly retiredAt: string | null;
  /** The number of sealed values, which can be re-sealed. */
  readonly sealed: number;
  /** The number of values that become invalid with the key: backup codes. */
  readonly endWithKey: number;
};

/** Describes every secret key of the database, newest first, without the keys themselves. */
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

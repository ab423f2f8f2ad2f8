import { type KeyRing, tryOpen } from '../../credentials/keys/key-ring.ts';
import type { SealedValues } from '../../credentials/keys/sealed-values.ts';
import { sealContext } from './check.ts';
import {
  countUnderKey,
  findSealedWithOtherKey,
  findSealedWithoutKeyId,
  resealSecret,
} from './sealed-secret-queries.ts';

/** Rows per batch. */
const batchSize = 200;
/** Values tested with a key: after a key change without rotation, it opens some and not others. */
const sampleSize = 20;

/** The TOTP secrets, which are sealed with the secret key, and the backup codes, which become invalid without it. */
export const sealedSecondFactors: SealedValues = {
  name: 'second factors',
  opensWith: async (db, key) => {
    const rows = await findSealedWithoutKeyId(db, sampleSize);
    if (rows.length === 0) return null;
    return rows.some((row) => tryOpen(key, 'second-factor', sealContext(row), row.sealedSecret) !== null);
  },
  reseal: async (db, keys) => {
    const total = { resealed: 0, unreadable: 0 };
    const { id } = keys.current;
    for (let after = { organizationId: '', userId: '' }; ; ) {
      const rows = await findSealedWithOtherKey(db, id, after, batchSize);
      for (const row of rows) {
        const secret = openOrNull(keys, row);
        if (!secret) total.unreadable += 1;
        else if (await resealSecret(db, row, keys.seal('second-factor', sealContext(row), secret)))
          total.resealed += 1;
      }
      const last = rows.at(-1);
      if (!last) return total;
      after = last;
    }
  },
  count: countUnderKey,
};

function openOrNull(
  keys: KeyRing,
  row: Awaited<ReturnType<typeof findSealedWithOtherKey>>[number],
): Buffer | null {
  try {
    return keys.open('second-factor', sealContext(row), { keyId: row.keyId, bytes: row.sealedSecret });
  } catch {
    return null;
  }
}

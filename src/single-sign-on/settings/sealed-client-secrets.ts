import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { SealedValues } from '../../credentials/keys/sealed-values.ts';
import { openSecret, sealContext } from './provider.ts';
import { countSealedWith, findSealedWithOtherKey, resealSecret } from './queries.ts';

/** Rows per batch. */
const batchSize = 200;

/** The client secrets of identity providers. */
export const sealedClientSecrets: SealedValues = {
  name: 'client secrets of identity providers',
  // Keys have had IDs for longer than there have been identity providers.
  opensWith: async () => null,
  reseal: async (db, keys) => {
    const total = { resealed: 0, unreadable: 0 };
    const { id } = keys.current;
    for (let after = ''; ; ) {
      const rows = await findSealedWithOtherKey(db, id, after, batchSize);
      for (const row of rows) {
        const sealed = resealed(keys, row);
        if (!sealed) total.unreadable += 1;
        else if (await resealSecret(db, row, sealed)) total.resealed += 1;
      }
      const last = rows.at(-1);
      if (!last) return total;
      after = last.organizationId;
    }
  },
  count: async (db, keyId) => ({ sealed: await countSealedWith(db, keyId), endWithKey: 0 }),
};

/** Returns the secret under the current key; null if its key is lost. */
function resealed(keys: KeyRing, row: Awaited<ReturnType<typeof findSealedWithOtherKey>>[number]) {
  const { organizationId, issuer } = row;
  try {
    const secret = Buffer.from(openSecret(keys, organizationId, row));
    return keys.seal('identity-provider', sealContext(organizationId, issuer), secret);
  } catch {
    return null;
  }
}

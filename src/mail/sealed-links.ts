import type { KeyRing } from '../credentials/keys/key-ring.ts';
import type { SealedValues } from '../credentials/keys/sealed-values.ts';
import { linkContext } from './queue.ts';
import {
  countSealedUnder,
  findSealedUnderOtherKey,
  resealLink,
  type SealedLink,
} from './sealed-links-queries.ts';

/** Rows per batch. */
const batchSize = 200;

/** The links of messages that have not been sent yet. */
export const sealedMailLinks: SealedValues = {
  name: 'links in messages',
  // Every one has a key ID.
  opensWith: async () => null,
  reseal: async (db, keys) => {
    const total = { resealed: 0, unreadable: 0 };
    for (let after = { organizationId: '', id: '' }; ; ) {
      const rows = await findSealedUnderOtherKey(db, keys.current.id, after, batchSize);
      for (const row of rows) {
        const secret = openOrNull(keys, row);
        if (!secret) total.unreadable += 1;
        else if (await resealLink(db, row, keys.seal('mail-link', contextOf(row), secret)))
          total.resealed += 1;
      }
      const last = rows.at(-1);
      if (!last) return total;
      after = last;
    }
  },
  count: async (db, keyId) => ({ sealed: await countSealedUnder(db, keyId), endWithKey: 0 }),
};

const contextOf = ({ organizationId, id }: SealedLink) => linkContext(organizationId, id);

function openOrNull(keys: KeyRing, row: SealedLink): Buffer | null {
  try {
    return keys.open('mail-link', contextOf(row), { keyId: row.keyId, bytes: row.sealedSecret });
  } catch {
    return null;
  }
}

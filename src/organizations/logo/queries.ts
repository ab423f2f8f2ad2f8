import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';

type ById = { readonly id: string };

const described = compileOnce((db, { id }: Placeholders<ById>) =>
  db
    .selectFrom('organization_logos')
    .select(['version', 'width', 'height', 'background'])
    .where('organization_id', '=', id),
);

/** Returns an organization's logo without its bytes; undefined if it has none. */
export async function findLogo(db: Database, organizationId: string) {
  const [row] = await described(db, { id: organizationId });
  return row;
}

const stored = compileOnce((db, { id }: Placeholders<ById>) =>
  db
    .selectFrom('organization_logos')
    .select(['media_type as mediaType', 'version', 'bytes'])
    .where('organization_id', '=', id),
);

export async function findLogoBytes(db: Database, organizationId: string) {
  const [row] = await stored(db, { id: organizationId });
  return row;
}

type StoredLogo = {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly version: string;
  readonly width: number;
  readonly height: number;
  readonly background: string;
};

export async function saveLogo(trx: Transaction, organizationId: string, logo: StoredLogo): Promise<void> {
  const values = {
    media_type: logo.mediaType,
    bytes: logo.bytes,
    version: logo.version,
    width: logo.width,
    height: logo.height,
    background: logo.background,
  };
  await trx
    .insertInto('organization_logos')
    .values({ organization_id: organizationId, ...values })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(values))
    .execute();
}

/** Returns whether there was one. */
export async function deleteLogo(trx: Transaction, organizationId: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('organization_logos')
    .where('organization_id', '=', organizationId)
    .returning('version')
    .executeTakeFirst();
  return deleted !== undefined;
}

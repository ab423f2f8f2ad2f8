import { ownOrigin } from '../../src/contract/change-origin.ts';
import { hashText } from '../../src/credentials/hash.ts';
import { createMember } from '../../src/members/members.ts';
import { createOrganization } from '../../src/organizations/create-organization.ts';
import { findOrganizationBySlug } from '../../src/organizations/queries.ts';
import { parseOrganization } from '../../src/principals/organization-row.ts';
import { type Database, inTransaction, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createToken } from '../../src/tokens/create.ts';
import { unrestricted } from '../../src/tokens/restrictions.ts';
import { revokeToken } from '../../src/tokens/revoke.ts';

export type ShardToken = { readonly id: string; readonly hash: string };

/** The primary of one shard, with one organization, seen from its own region. */
export type Shard = {
  readonly url: string;
  readonly createTokens: (count: number) => Promise<ShardToken[]>;
  /** Returns when the revocation has committed. */
  readonly revoke: (token: ShardToken) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Migrates an empty PostgreSQL database and opens it as a shard. */
export async function openShard(url: string): Promise<Shard> {
  const opened = openDatabase(url, () => {});
  await migrate(opened);
  const { db } = opened;
  const { organizationId, creator } = await createOwner(db);
  const operator = () => ownOrigin('operator', Date.now());
  return {
    url,
    createTokens: async (count) => {
      const tokens: ShardToken[] = [];
      for (let index = 0; index < count; index += 1) {
        const { row, secret } = await createToken(db, operator(), creator, { name: `Token ${index}` });
        tokens.push({ id: row.id, hash: hashText(secret) });
      }
      return tokens;
    },
    revoke: ({ id }) => revokeToken(db, organizationId, operator(), null, id),
    close: () => db.destroy(),
  };
}

async function createOwner(db: Database) {
  const slug = 'shard';
  const operator = ownOrigin('operator', Date.now());
  const member = { email: 'ada@shard.example', name: 'Ada', role: 'ADMIN', passwordHash: null } as const;
  const { organizationId, userId } = await inTransaction(db, async (trx) => {
    const { id } = await createOrganization(trx, operator, { slug, name: slug, plan: 'pro' });
    return { organizationId: id, userId: (await createMember(trx, id, operator, member)).id };
  });
  const row = await findOrganizationBySlug(db, slug);
  if (!row) throw new Error('the organization does not exist');
  const creator = { organization: parseOrganization(row), userId, restrictions: unrestricted };
  return { organizationId, creator };
}

import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { among } from '../../storage/dialects/queries/among.ts';

/** Changes an organization's slug and ends its sessions, whose cookies belong to the old host. Returns how many. */
export async function updateSlug(trx: Transaction, organizationId: string, slug: string): Promise<number> {
  await trx.updateTable('organizations').set({ slug }).where('id', '=', organizationId).execute();
  const { numDeletedRows } = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  await noteChanges(trx, organizationId, [organizationId]);
  return Number(numDeletedRows);
}

/** Returns the organization that has a slug, deleted or not. */
export function findOwner(db: Database, slug: string) {
  return db
    .selectFrom('organizations')
    .select(['id', 'deleted_at as deletedAt'])
    .where('slug', '=', slug)
    .executeTakeFirst();
}

/**
 * Claims a slug for an organization until the transaction ends, so that of several organizations that want it at the same
 * time one gets it. Returns false if it is held for another one. `deleteHold` removes the claim.
 */
export async function claimSlug(
  trx: Transaction,
  slug: string,
  organizationId: string,
  now: number,
): Promise<boolean> {
  const claim = { held_for: organizationId, until: now };
  const claimed = await trx
    .insertInto('held_slugs')
    .values({ slug, ...claim })
    .onConflict((conflict) =>
      conflict
        .column('slug')
        .doUpdateSet(claim)
        .where((eb) =>
          eb.or([eb('held_slugs.until', '<=', now), eb('held_slugs.held_for', '=', organizationId)]),
        ),
    )
    .returning('slug')
    .executeTakeFirst();
  return claimed !== undefined;
}

/** Holds a slug for the organization that gave it up. */
export async function holdSlug(
  trx: Transaction,
  slug: string,
  organizationId: string,
  until: number,
): Promise<void> {
  const held = { held_for: organizationId, until };
  await trx
    .insertInto('held_slugs')
    .values({ slug, ...held })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(held))
    .execute();
}

/** Returns for which organization a slug is held now, and until when. */
export function findHold(db: Database, slug: string, now: number) {
  return db
    .selectFrom('held_slugs')
    .select(['held_for as organizationId', 'until'])
    .where('slug', '=', slug)
    .where('until', '>', now)
    .executeTakeFirst();
}

/** Returns how many slugs are held for an organization, without one. */
export async function countHolds(
  db: Database,
  organizationId: string,
  { now, without }: { readonly now: number; readonly without: string },
): Promise<number> {
  const { total } = await db
    .selectFrom('held_slugs')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('held_for', '=', organizationId)
    .where('until', '>', now)
    .where('slug', '<>', without)
    .executeTakeFirstOrThrow();
  return total;
}

/** Releases a slug; returns whether it was held. */
export async function deleteHold(trx: Transaction, slug: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('held_slugs')
    .where('slug', '=', slug)
    .returning('slug')
    .executeTakeFirst();
  return deleted !== undefined;
}

/** Deletes at most `limit` holds that have ended; returns how many. */
export async function deleteEndedHolds(db: Database, now: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('held_slugs')
    .where(
      among(
        db,
        'slug',
        db.selectFrom('held_slugs').select('slug').where('until', '<=', now).orderBy('until').limit(limit),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Returns how a member could sign in at another host, where passkeys do not work. */
export function findWaysIn(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('users as u')
    .leftJoin('second_factors as f', (on) =>
      on.onRef('f.organization_id', '=', 'u.organization_id').onRef('f.user_id', '=', 'u.id'),
    )
    .leftJoin('identity_providers as p', 'p.organization_id', 'u.organization_id')
    .select(['u.password_hash as passwordHash', 'f.confirmed_at as appConfirmedAt'])
    .select(['p.required as singleSignOnRequired', 'p.break_glass_id as breakGlassUserId'])
    .select((eb) =>
      eb
        .selectFrom('passkeys')
        .select((count) => count.fn.countAll<number>().as('total'))
        .whereRef('passkeys.organization_id', '=', 'u.organization_id')
        .whereRef('passkeys.user_id', '=', 'u.id')
        .$asScalar()
        .$notNull()
        .as('passkeys'),
    )
    .where('u.organization_id', '=', organizationId)
    .where('u.id', '=', userId)
    .executeTakeFirstOrThrow();
}

/** Returns which of the things that name the organization's address it uses. */
export async function findAddressUses(db: Database, organizationId: string) {
  const uses = async (table: 'passkeys' | 'identity_providers' | 'scim_tokens' | 'oauth_connections') => {
    const row = await db
      .selectFrom(table)
      .select('organization_id')
      .where('organization_id', '=', organizationId)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  };
  return {
    passkeys: await uses('passkeys'),
    singleSignOn: await uses('identity_providers'),
    provisioning: await uses('scim_tokens'),
    connectedApps: await uses('oauth_connections'),
  };
}

import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { operatorSlugs } from '../../contract/organization-address.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { parseOrganization } from '../../principals/organization-row.ts';
import type { Organization } from '../../principals/principal.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { findOrganization, lockOrganization } from '../queries.ts';
import {
  claimSlug,
  countHolds,
  deleteHold,
  findHold,
  findOwner,
  findWaysIn,
  holdSlug,
  updateSlug,
} from './queries.ts';
import { parseSlug } from './slug.ts';

/** Milliseconds for which no other organization gets a slug that one gave up. */
export const slugHold = 90 * 86_400_000;
/** Maximum number of slugs that are held for one organization, so that an administrator cannot take many names. */
const maxHolds = 3;

type SlugChange = {
  readonly slug: string;
  /** The slug that the bare domain serves. An organization gets it, and those of `operatorSlugs`, only from the operator. */
  readonly defaultOrganization: string | null;
};

/**
 * Changes an organization's slug on behalf of an administrator, and with it its address. The old one stops immediately.
 * @throws SpedyError validation_failed; already_exists if the slug is not available; limit_reached;
 * other_sign_in_required if the administrator could not sign in at the new address
 */
export function changeSlug(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  change: SlugChange,
): Promise<Organization> {
  const slug = parseSlug(change.slug);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = parseOrganization(await findOrganization(trx, organizationId));
    if (slug === before.slug) return before;
    const obstacle = await obstacleOf(trx, before, userId);
    if (obstacle !== null) throw new SpedyError('other_sign_in_required', { message: obstacle });
    if ((await countHolds(trx, organizationId, { now: from.at, without: slug })) >= maxHolds)
      throw new SpedyError('limit_reached', {
        message: `Your organization has changed its address ${maxHolds} times in 90 days. Wait, or ask the operator of this server.`,
      });
    if (slug === change.defaultOrganization || operatorSlugs.includes(slug)) {
      const hold = await findHold(trx, slug, from.at);
      if (hold?.organizationId !== organizationId) throw unavailable();
    }
    return moveTo(trx, before, from, slug);
  }).catch((error: unknown) => {
    throw withoutReason(error);
  });
}

/**
 * Changes an organization's slug on behalf of the operator, who is told why one is not available.
 * @throws SpedyError validation_failed; already_exists
 */
export function renameOrganization(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  newSlug: string,
): Promise<Organization> {
  const slug = parseSlug(newSlug);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = parseOrganization(await findOrganization(trx, organizationId));
    if (slug === before.slug) return before;
    return moveTo(trx, before, from, slug);
  });
}

/** Returns why an administrator could not sign in at another address; null if they could. */
export async function obstacleOf(
  db: Database,
  { id, policy }: Organization,
  userId: string,
): Promise<string | null> {
  const { passwordHash, appConfirmedAt, passkeys, singleSignOnRequired, breakGlassUserId } = await findWaysIn(
    db,
    id,
    userId,
  );
  if (policy.twoFactor === 'phishing-resistant')
    return 'Your organization requires passkeys, and no passkey works at a new address. Change the policy first, so that members can sign in and add new ones.';
  if (passwordHash === null)
    return 'You have no password, and neither passkeys nor single sign-on work at a new address until they are set up again. Set a password first with Forgot password on the sign-in page.';
  if (singleSignOnRequired === 1 && breakGlassUserId !== userId)
    return 'Your organization requires single sign-on, which stops until your identity provider knows the new address. Only the break-glass administrator can change the address.';
  if (passkeys > 0 && appConfirmedAt === null)
    return 'Your only second factor is a passkey, which does not work at a new address. Set up an authenticator app first under Settings > Account > Security.';
  return null;
}

/** Moves an organization to a slug, in a transaction that has locked it. */
async function moveTo(
  trx: Transaction,
  before: Organization,
  from: ChangeOrigin,
  slug: string,
): Promise<Organization> {
  const { id } = before;
  await takeSlug(trx, slug, id, from.at);
  const sessionsEnded = await updateSlug(trx, id, slug);
  await deleteHold(trx, slug);
  await holdSlug(trx, before.slug, id, from.at + slugHold);
  await appendAudit(trx, id, from, {
    action: 'organization.slug_changed',
    target: { kind: 'organization', id },
    details: { before: { slug: before.slug }, after: { slug }, sessionsEnded },
  });
  return { ...before, slug };
}

/**
 * Claims a slug that no organization has, for one that then stores it and calls `deleteHold`.
 * @throws SpedyError already_exists, for the operator
 */
export async function takeSlug(
  trx: Transaction,
  slug: string,
  organizationId: string,
  now: number,
): Promise<void> {
  if (!(await claimSlug(trx, slug, organizationId, now)))
    throw slugHeld(slug, await findHold(trx, slug, now));
  const owner = await findOwner(trx, slug);
  if (owner) throw slugTaken(slug, owner.deletedAt);
}

function slugTaken(slug: string, deletedAt: number | null): SpedyError {
  const message =
    deletedAt === null
      ? `An organization '${slug}' already exists.`
      : `An organization '${slug}' was deleted and can still be restored, with: spedy admin org restore ${slug}`;
  return new SpedyError('already_exists', { message });
}

function slugHeld(slug: string, hold: { readonly until: number } | undefined): SpedyError {
  const until = hold ? ` until ${formatTimestamp(hold.until).slice(0, 10)}` : '';
  return new SpedyError('already_exists', {
    message: `'${slug}' is held${until} for the organization that had it. Release it with: spedy admin org release ${slug}`,
  });
}

/** Hides from an administrator why a slug is not available: which slugs other organizations had is not their business. */
function withoutReason(error: unknown): unknown {
  return error instanceof SpedyError && error.code === 'already_exists' ? unavailable() : error;
}

function unavailable(): SpedyError {
  return new SpedyError('already_exists', {
    message: 'This address is not available. Choose another one.',
  });
}

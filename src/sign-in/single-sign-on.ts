import { SpedyError } from '../contract/errors.ts';
import type { Database } from '../storage/database.ts';
import { findSingleSignOn } from './single-sign-on-queries.ts';

/**
 * Requires that a member may sign in without the identity provider. Call it once the password, or what replaces it, is
 * verified: before that, the error would reveal who the break-glass administrator is.
 * @param userId null for a person who is not a member yet
 * @throws SpedyError single_sign_on_required
 */
export async function requireOwnSignIn(
  db: Database,
  organizationId: string,
  userId: string | null,
): Promise<void> {
  const provider = await onlyProvider(db, organizationId, userId);
  if (provider === null) return;
  throw new SpedyError('single_sign_on_required', {
    message: `This organization requires single sign-on. Continue with ${provider} on the sign-in page.`,
  });
}

/**
 * Requires that another member may sign in with a password, before someone gives them a new one.
 * @throws SpedyError single_sign_on_required
 */
export async function requirePasswordOf(
  db: Database,
  organizationId: string,
  { id, email }: { readonly id: string; readonly email: string },
): Promise<void> {
  const provider = await onlyProvider(db, organizationId, id);
  if (provider === null) return;
  throw new SpedyError('single_sign_on_required', {
    message: `This organization requires single sign-on, so ${email} cannot sign in with a password. They continue with ${provider} on the sign-in page.`,
  });
}

/**
 * Requires that a person who is invited could set a password, before someone invites them.
 * @throws SpedyError single_sign_on_required
 */
export async function requireOwnSignInOfInvited(db: Database, organizationId: string): Promise<void> {
  const provider = await onlyProvider(db, organizationId, null);
  if (provider === null) return;
  throw new SpedyError('single_sign_on_required', {
    message: `This organization requires single sign-on, so nobody could accept an invitation. Give the person access in ${provider}; they then continue with ${provider} on the sign-in page.`,
  });
}

/** Returns the name of the identity provider with which alone a member may sign in; null if there are other ways. */
async function onlyProvider(
  db: Database,
  organizationId: string,
  userId: string | null,
): Promise<string | null> {
  const rules = await findSingleSignOn(db, organizationId);
  if (!rules?.required || (userId !== null && userId === rules.breakGlassUserId)) return null;
  return rules.name;
}

/**
 * Requires that a member is not the break-glass administrator of an organization that requires single sign-on: without
 * them, nobody could sign in while the identity provider fails.
 * @throws SpedyError break_glass_administrator
 */
export async function requireNotBreakGlass(
  db: Database,
  organizationId: string,
  userId: string,
): Promise<void> {
  const rules = await findSingleSignOn(db, organizationId);
  if (rules?.required && rules.breakGlassUserId === userId) throw new SpedyError('break_glass_administrator');
}

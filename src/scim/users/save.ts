import { planHasPats } from '../../access/plans.ts';
import { appendAudit } from '../../audit/append.ts';
import { changedFields } from '../../audit/changed-fields.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import type { Hooks } from '../../contract/hooks.ts';
import { changeMember, createMember } from '../../members/members.ts';
import { removeMember } from '../../members/remove-member.ts';
import { findOrganization, lockOrganization } from '../../organizations/queries.ts';
import { parseOrganization } from '../../principals/organization-row.ts';
import { setEmail } from '../../recovery/email-change-queries.ts';
import { endLinks } from '../../sign-in/end-links.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { emailKeys } from '../../storage/email-key.ts';
import { isId } from '../../storage/ids.ts';
import type { ScimCaller } from '../protocol/authenticate.ts';
import { requireScim } from '../tokens/scim-tokens.ts';
import { draftOf, emptyDraft, type UserDraft } from './draft.ts';
import { hasVersion, versionOf } from './present.ts';
import { findUser, findUsersByName, isEmailTaken, saveProfile, type UserRow } from './queries.ts';
import { type ResolvedUser, resolve } from './resolve.ts';
import { inWriteTurn } from './write-turns.ts';

/** What the rules for members need: who asks, and the hooks of other features. */
export type ScimContext = {
  readonly db: Database;
  readonly hooks: Pick<Hooks, 'memberOffboarded' | 'memberRemoved'>;
  readonly caller: ScimCaller;
  readonly from: ChangeOrigin;
};

/**
 * Adds a member. They have no password: they sign in with single sign-on, or choose a password by a reset link.
 * @param fill changes an empty draft
 * @throws SpedyError plan_required; already_exists; validation_failed; ScimError uniqueness; invalidValue
 */
export function createUser(
  { db, hooks, caller, from }: ScimContext,
  fill: (draft: UserDraft) => void,
): Promise<UserRow> {
  const draft = emptyDraft();
  fill(draft);
  const { organizationId, role } = caller;
  const user = resolve(draft, null, role);
  return inWriteTurn(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    requireScim(parseOrganization(await findOrganization(trx, organizationId)));
    await requireFreeName(trx, organizationId, null, user);
    const { email, name, state } = user;
    const { id } = await createMember(trx, organizationId, from, {
      email,
      name,
      role: user.role,
      passwordHash: null,
    });
    await saveProfile(trx, organizationId, id, user.profile);
    if (state === 'deactivated') {
      await changeMember(trx, organizationId, from, id, { state });
      await offboard(trx, organizationId, from, id, hooks);
    }
    return requireUser(trx, organizationId, id);
  });
}

/**
 * Changes a member. Deactivating one ends their sessions, tokens, connections and invitations in the same transaction, on
 * every plan.
 * @param change changes the draft of the member as they are, or returns another one
 * @param ifMatch the versions of which the member must have one; undefined for any
 * @throws SpedyError plan_required; not_found; last_admin; validation_failed; ScimError with status 412, 403 or 400
 */
export function changeUser(
  { db, hooks, caller, from }: ScimContext,
  userId: string,
  ifMatch: string | undefined,
  change: (before: UserRow) => UserDraft,
): Promise<UserRow> {
  const { organizationId } = caller;
  return inWriteTurn(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = await requireUser(trx, organizationId, userId);
    requireVersion(before, ifMatch);
    const after = resolve(change(before), before, caller.role);
    const organization = parseOrganization(await findOrganization(trx, organizationId));
    if (!planHasPats(organization.plan) && !onlyDeactivates(before, after)) requireScim(organization);
    await requireFreeName(trx, organizationId, userId, after);
    await saveIdentity(trx, organizationId, from, before, after);
    const { name, role, state } = after;
    await changeMember(trx, organizationId, from, userId, { name, role, state });
    if (state === 'deactivated') await offboard(trx, organizationId, from, userId, hooks);
    return requireUser(trx, organizationId, userId);
  });
}

/**
 * Removes a member permanently, on every plan.
 * @throws SpedyError not_found; last_admin; ScimError with status 412
 */
export async function deleteUser(
  { db, hooks, caller, from }: ScimContext,
  userId: string,
  ifMatch: string | undefined,
): Promise<void> {
  const { organizationId } = caller;
  await inWriteTurn(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    requireVersion(await requireUser(trx, organizationId, userId), ifMatch);
    await removeMember(trx, organizationId, from, userId, hooks.memberRemoved);
  });
}

/** @throws ScimError with status 404 */
export async function requireUser(db: Database, organizationId: string, userId: string): Promise<UserRow> {
  const row = isId('usr', userId) ? await findUser(db, organizationId, userId) : undefined;
  if (!row) throw new ScimError(null, `There is no user ${userId.slice(0, 100)}.`, { status: 404 });
  return row;
}

function requireVersion(row: UserRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || hasVersion(ifMatch, versionOf(row))) return;
  throw new ScimError(
    null,
    'The user has changed since this version. Get it again, then repeat the change.',
    {
      status: 412,
    },
  );
}

/** A userName is unique among the organization's members, whether they have one from SCIM or sign in with an email. */
async function requireFreeName(
  trx: Transaction,
  organizationId: string,
  userId: string | null,
  { profile, email }: ResolvedUser,
): Promise<void> {
  const named = await findUsersByName(trx, organizationId, profile.userNameKey);
  if (named.some(({ id }) => id !== userId))
    throw new ScimError('uniqueness', `A user with the userName ${profile.userName} already exists.`, {
      status: 409,
    });
  if (await isEmailTaken(trx, organizationId, userId ?? '', emailKeys(email)))
    throw new ScimError('uniqueness', `A user with the email ${email} already exists.`, { status: 409 });
}

/** Stores email, userName and the identity provider's names, with an audit event of what changed. */
async function saveIdentity(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  before: UserRow,
  after: ResolvedUser,
): Promise<void> {
  const { userName, externalId, givenName, familyName } = after.profile;
  const changed = changedFields(
    {
      email: before.email,
      userName: before.userName ?? before.email,
      externalId: before.externalId,
      givenName: before.givenName,
      familyName: before.familyName,
    },
    { email: after.email, userName, externalId, givenName, familyName },
  );
  if (!changed) return;
  const { email, emailKey } = after;
  // Also notes when the member changed.
  await setEmail(trx, organizationId, before.id, { email, emailKey, at: from.at });
  // They went to the former email.
  if (email !== before.email) await endLinks(trx, organizationId, before.id);
  await saveProfile(trx, organizationId, before.id, after.profile);
  await appendAudit(trx, organizationId, from, {
    action: 'member.changed',
    target: { kind: 'user', id: before.id },
    details: changed,
  });
}

/** Whether a change is one that every plan allows: it ends access and changes nothing else. */
function onlyDeactivates(before: UserRow, after: ResolvedUser): boolean {
  return (
    after.state === 'deactivated' &&
    after.role === before.role &&
    after.email === before.email &&
    after.name === before.name
  );
}

/** Ends what a deactivated member could use again after a reactivation. Sessions and invitations have ended already. */
async function offboard(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  hooks: ScimContext['hooks'],
): Promise<void> {
  const ended = await hooks.memberOffboarded(trx, organizationId, userId, from.at);
  const { tokensRevoked = 0, grantsEnded = 0 } = ended;
  if (tokensRevoked + grantsEnded === 0) return;
  await appendAudit(trx, organizationId, from, {
    action: 'member.offboarded',
    target: { kind: 'user', id: userId },
    details: { tokensRevoked, grantsEnded },
  });
}

/** Returns the draft of a member with a change applied. */
export function changedDraft(row: UserRow, change: (draft: UserDraft) => void): UserDraft {
  const draft = draftOf(row);
  change(draft);
  return draft;
}

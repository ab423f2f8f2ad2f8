import type { Role } from '../../access/roles.ts';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { SpedyError } from '../../contract/errors.ts';
import { parseEmail } from '../../contract/text.ts';
import { emailKey } from '../../storage/email-key.ts';
import type { ScimRole } from '../tokens/schema.ts';
import { nameOf, type UserDraft } from './draft.ts';
import type { Profile, UserRow } from './queries.ts';

/** What a member becomes. */
export type ResolvedUser = {
  readonly name: string;
  readonly email: string;
  readonly emailKey: string;
  readonly role: Role;
  readonly state: 'active' | 'deactivated';
  readonly profile: Profile;
};

/** The longest name of a member, in code points. */
const nameShown = 100;

/**
 * Decides what a draft makes of a member.
 * @param before null for a new member
 * @param defaultRole of the SCIM token, for a member without a role
 * @throws ScimError invalidValue without a userName or an email; status 403 for what only an administrator may do
 */
export function resolve(draft: UserDraft, before: UserRow | null, defaultRole: ScimRole): ResolvedUser {
  if (draft.userName === '') throw new ScimError('invalidValue', 'userName is required.');
  const email = resolveEmail(draft, before);
  const { userName, externalId, givenName, familyName } = draft;
  const after: ResolvedUser = {
    ...email,
    // A userName can be longer than a name.
    name: [...nameOf(draft)].slice(0, nameShown).join(''),
    role: draft.role ?? defaultRole,
    state: draft.active ? 'active' : 'deactivated',
    profile: { userName, userNameKey: emailKey(userName), externalId, givenName, familyName },
  };
  requireBelowAdmin(before, after);
  return after;
}

function resolveEmail({ email, userName }: UserDraft, before: UserRow | null) {
  const wanted = email ?? userName;
  // The email of a member who did not change keeps its spelling.
  if (before && emailKey(wanted) === before.emailKey && email === null)
    return { email: before.email, emailKey: before.emailKey };
  try {
    const parsed = parseEmail('emails', wanted);
    return { email: parsed.email, emailKey: parsed.key };
  } catch (error) {
    if (!(error instanceof SpedyError)) throw error;
    const what =
      email === null ? 'emails is required, because userName is not an email address' : error.message;
    throw new ScimError('invalidValue', `${what}.`);
  }
}

/**
 * Identity providers cannot make administrators or take over their accounts: a SCIM token is stored elsewhere and can leak,
 * and an administrator would outlive it.
 */
function requireBelowAdmin(before: UserRow | null, after: ResolvedUser): void {
  const wasAdmin = before?.role === 'ADMIN';
  if (after.role === 'ADMIN' && !wasAdmin)
    throw forbidden(
      'SCIM cannot make administrators. Change the role under Settings > Organization > Members.',
    );
  if (!wasAdmin) return;
  if (after.emailKey !== before.emailKey)
    throw forbidden('SCIM cannot change the email of an administrator. The administrator changes it.');
  if (after.role === 'ADMIN' && before.state !== 'active' && after.state === 'active')
    throw forbidden(
      'SCIM cannot reactivate an administrator. Reactivate them under Settings > Organization > Members.',
    );
}

function forbidden(detail: string): ScimError {
  return new ScimError(null, detail, { status: 403 });
}

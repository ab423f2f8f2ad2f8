import { domainToASCII } from 'node:url';
import type { Role } from '../../access/roles.ts';
import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { parseEmail, parseName } from '../../contract/text.ts';
import { changeMember, createMember } from '../../members/members.ts';
import { findMemberByEmail } from '../../members/queries.ts';
import { nameLength } from '../../organizations/schema.ts';
import type { Transaction } from '../../storage/database.ts';
import { mappedRole, nameOf, verifiedEmail } from '../provider/claims.ts';
import type { ProviderIdentity } from '../provider/exchange.ts';
import { SignInProblem } from '../provider/problem.ts';
import type { Provider } from '../settings/provider.ts';
import { findLinkedMember, insertIdentity } from './queries.ts';

type Found = { readonly id: string; readonly role: string; readonly state: string };

/**
 * Returns the ID of the member who signed in at the identity provider, by the link of issuer and subject. A member without
 * a link is found by a verified email in one of the organization's domains, once, or is created. Their role follows the
 * mapping. Call with the organization locked: two first sign-ins of one person must not create two members.
 * @throws SignInProblem
 */
export async function memberOf(
  trx: Transaction,
  from: ChangeOrigin,
  provider: Provider,
  identity: ProviderIdentity,
): Promise<string> {
  const { organizationId, issuer } = provider;
  const key = { issuer, subject: identity.subject };
  const member =
    (await findLinkedMember(trx, organizationId, key)) ?? (await linkByEmail(trx, from, provider, identity));
  if (member.state !== 'active')
    throw new SignInProblem('deactivated', 'Your account here is deactivated.', { userId: member.id });
  await applyRole(trx, from, provider, identity, member);
  return member.id;
}

/** Links the member with the verified email of the identity, or creates one. */
async function linkByEmail(
  trx: Transaction,
  from: ChangeOrigin,
  provider: Provider,
  identity: ProviderIdentity,
): Promise<Found> {
  const { organizationId, issuer } = provider;
  const email = requireOwnEmail(provider, identity);
  const existing = await findMemberByEmail(trx, organizationId, email);
  if (existing && existing.state !== 'active') return existing;
  const member = existing ?? (await createFromClaims(trx, from, provider, identity, email));
  const link = { issuer, subject: identity.subject, userId: member.id, at: from.at };
  if (!(await insertIdentity(trx, organizationId, link)))
    throw new SignInProblem(
      'other_account',
      `The member with the email ${email} signs in with another account at ${provider.name}.`,
      { userId: member.id },
    );
  await appendAudit(trx, organizationId, from, {
    action: 'member.linked',
    target: { kind: 'user', id: member.id },
    details: { email, issuer, subject: identity.subject },
  });
  return member;
}

/** Returns the identity's email. @throws SignInProblem if it is not verified, or of another domain */
function requireOwnEmail({ name, domains }: Provider, { claims }: ProviderIdentity): string {
  const { email: sent, isVerified } = verifiedEmail(claims);
  const email = sent === null ? null : parsedEmail(sent);
  if (email === null)
    throw new SignInProblem('no_email', `${name} did not send your email, which your first sign-in needs.`);
  if (!isVerified)
    throw new SignInProblem('email_not_verified', `${name} has not verified your email ${email}.`, { email });
  const domain = domainToASCII(email.slice(email.lastIndexOf('@') + 1)).toLowerCase();
  if (!domains.includes(domain))
    throw new SignInProblem('foreign_domain', `${email} is not an email of this organization.`, { email });
  return email;
}

function parsedEmail(text: string): string | null {
  try {
    return parseEmail('email', text).email;
  } catch (error) {
    if (error instanceof SpedyError) return null;
    throw error;
  }
}

async function createFromClaims(
  trx: Transaction,
  from: ChangeOrigin,
  provider: Provider,
  { claims }: ProviderIdentity,
  email: string,
): Promise<Found> {
  const role = wantedRole(provider, claims);
  if (role === null) throw noRole(provider, { email });
  const name = displayName(nameOf(claims)) ?? displayName(email.slice(0, email.lastIndexOf('@'))) ?? 'Member';
  return createMember(trx, provider.organizationId, from, { email, name, role, passwordHash: null });
}

/** Returns a name that a member can have, or null. */
function displayName(text: string | null): string | null {
  if (text === null) return null;
  try {
    return parseName('name', [...text].slice(0, nameLength).join(''), nameLength);
  } catch (error) {
    if (error instanceof SpedyError) return null;
    throw error;
  }
}

/** The role of an identity: by the mapping, or the default. */
function wantedRole(
  { roleClaim, roles, defaultRole }: Provider,
  claims: ProviderIdentity['claims'],
): Role | null {
  return (roleClaim === null ? null : mappedRole(claims, roleClaim, roles)) ?? defaultRole;
}

/**
 * Gives a member the role of the mapping. Without a mapping, roles are managed here. The break-glass administrator, and the
 * last administrator, keep theirs.
 */
async function applyRole(
  trx: Transaction,
  from: ChangeOrigin,
  provider: Provider,
  { claims }: ProviderIdentity,
  member: Found,
): Promise<void> {
  if (provider.roleClaim === null || member.id === provider.breakGlassUserId) return;
  const role = wantedRole(provider, claims);
  if (role === null) throw noRole(provider, { userId: member.id });
  if (role === member.role) return;
  const own = { ...from, actor: { kind: 'system' } } as const;
  try {
    await changeMember(trx, provider.organizationId, own, member.id, { role });
  } catch (error) {
    if (!(error instanceof SpedyError && error.code === 'last_admin')) throw error;
  }
}

function noRole(
  { name }: Provider,
  about: { readonly email?: string; readonly userId?: string },
): SignInProblem {
  return new SignInProblem('no_role', `Your account at ${name} has no role in this organization.`, about);
}

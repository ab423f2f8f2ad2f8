import { closest } from '../contract/closest.ts';
import { parseEmail } from '../contract/text.ts';
import { findMemberByEmail, memberEmails } from '../members/queries.ts';
import { allSlugs, findOrganizationBySlug } from '../organizations/queries.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Organization } from '../principals/principal.ts';
import type { Database } from '../storage/database.ts';
import { emailKey } from '../storage/email-key.ts';
import { CommandFailure } from './failure.ts';
import { didYouMean } from './suggestion.ts';

/** Finds an organization that is not deleted. @throws CommandFailure with a suggestion */
export async function requireOrganization(db: Database, slug: string): Promise<Organization> {
  const { organization, deletedAt } = await requireAnyOrganization(db, slug);
  if (deletedAt === null) return organization;
  throw new CommandFailure(`${slug} is deleted; restore it first with: spedy admin org restore ${slug}`);
}

/** Finds an organization, deleted or not. @throws CommandFailure with a suggestion */
export async function requireAnyOrganization(
  db: Database,
  slug: string,
): Promise<{ readonly organization: Organization; readonly deletedAt: number | null }> {
  const row = isPlain(slug) ? await findOrganizationBySlug(db, slug) : undefined;
  if (row) return { organization: parseOrganization(row), deletedAt: row.deletedAt };
  const slugs = await allSlugs(db);
  const hint = slugs.length === 0 ? '; create one with spedy admin org create' : didYouMean(slug, slugs);
  throw new CommandFailure(`no organization '${slug}'${hint}`);
}

/**
 * Finds an active or deactivated member by email in any letter case.
 * @throws CommandFailure with a suggestion; SpedyError for an invalid email
 */
export async function requireMember(db: Database, organization: Organization, email: string) {
  const { email: address, key } = parseEmail('email', email);
  const member = await findMemberByEmail(db, organization.id, address);
  if (member) return member;
  const hint = likelyEmail(key, await memberEmails(db, organization.id));
  throw new CommandFailure(`no member '${email}' in ${organization.slug}${hint}`);
}

/**
 * Members usually share an email domain, so all their emails are similar: compare only the part before the @.
 */
function likelyEmail(email: string, emails: readonly string[]): string {
  const [, domain = ''] = /(@.*)$/.exec(email) ?? [];
  const colleagues = emails.filter((other) => emailKey(other).endsWith(domain));
  if (colleagues.length === 0) return didYouMean(email, emails);
  const names = new Map(colleagues.map((other) => [emailKey(other).slice(0, -domain.length), other]));
  const name = closest(email.slice(0, -domain.length), names.keys());
  return name === null ? '' : `; did you mean '${names.get(name)}'?`;
}

/** Slugs have no control characters, and databases handle these differently. */
function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}

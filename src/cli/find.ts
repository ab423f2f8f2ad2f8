import { closest } from '../http/closest.ts';
import { parseEmail } from '../http/text.ts';
import {
  allSlugs,
  findMemberByEmail,
  findOrganizationBySlug,
  memberEmails,
} from '../organizations/queries.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Organization } from '../principals/principal.ts';
import type { Database } from '../storage/database.ts';
import { emailKey } from '../storage/email-key.ts';
import { CommandFailure } from './failure.ts';
import { didYouMean } from './suggestion.ts';

/** @throws CommandFailure that names the slug which was probably meant */
export async function requireOrganization(db: Database, slug: string): Promise<Organization> {
  const row = isPlain(slug) ? await findOrganizationBySlug(db, slug) : undefined;
  if (row) return parseOrganization(row);
  const slugs = await allSlugs(db);
  const hint =
    slugs.length === 0 ? ': there is none yet; make one with spedy org create' : didYouMean(slug, slugs);
  throw new CommandFailure(`no organization '${slug}'${hint}`);
}

/**
 * A member of an organization, active or not, by email in any case.
 * @throws CommandFailure that names the email which was probably meant; SpedyError where it is none
 */
export async function requireMember(db: Database, organization: Organization, email: string) {
  const { email: address, key } = parseEmail('email', email);
  const member = await findMemberByEmail(db, organization.id, address);
  if (member) return member;
  const hint = likelyEmail(key, await memberEmails(db, organization.id));
  throw new CommandFailure(`no user '${email}' in ${organization.slug}${hint}`);
}

/** Colleagues share the part behind the @, which would make all of them near: there, the part before it decides. */
function likelyEmail(email: string, emails: readonly string[]): string {
  const [, domain = ''] = /(@.*)$/.exec(email) ?? [];
  const colleagues = emails.filter((other) => emailKey(other).endsWith(domain));
  if (colleagues.length === 0) return didYouMean(email, emails);
  const names = new Map(colleagues.map((other) => [emailKey(other).slice(0, -domain.length), other]));
  const name = closest(email.slice(0, -domain.length), names.keys());
  return name === null ? '' : `; did you mean '${names.get(name)}'?`;
}

/** No slug has a control character, and databases differ in what they make of one. */
function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}

import type { Plan } from '../access/plans.ts';
import { defaultPolicy } from '../access/policy.ts';
import { appendAudit, beginAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { isSlug, reservedSlugs } from '../contract/organization-address.ts';
import { parseName } from '../contract/text.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { insertOrganization } from './queries.ts';
import { nameLength } from './schema.ts';

export type NewOrganization = { readonly slug: string; readonly name: string; readonly plan: Plan };

/**
 * Creates an organization with the default policy and its own audit log, in the caller's transaction, which also creates
 * the first administrator.
 * @throws SpedyError validation_failed on slug or name; already_exists if the slug is taken
 */
export async function createOrganization(
  trx: Transaction,
  from: ChangeOrigin,
  input: NewOrganization,
): Promise<{ id: string; slug: string; plan: Plan }> {
  const { plan } = input;
  const slug = parseSlug(input.slug);
  const name = parseName('name', input.name, nameLength);
  const id = newId('org');
  if (!(await insertOrganization(trx, { id, slug, name, plan, policy: defaultPolicy, at: from.at }))) {
    throw new SpedyError('already_exists', { message: `An organization '${slug}' already exists.` });
  }
  await beginAudit(trx, id);
  await appendAudit(trx, id, from, {
    action: 'organization.created',
    target: { kind: 'organization', id },
    details: { slug, name, plan },
  });
  return { id, slug, plan };
}

export function parseSlug(slug: string): string {
  if (reservedSlugs.includes(slug)) throw invalidField('slug', `'${slug}' is reserved`);
  if (slug.startsWith('xn--'))
    throw invalidField('slug', 'must not start with xn--, the prefix of internationalized names (RFC 5891)');
  if (isSlug(slug)) return slug;
  throw invalidField(
    'slug',
    'must be 1 to 63 lowercase letters, digits and dashes, without a dash at the start or end',
  );
}

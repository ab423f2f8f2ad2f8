import type { Plan } from '../access/plans.ts';
import { defaultPolicy } from '../access/policy.ts';
import { appendAudit, beginAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { parseName } from '../contract/text.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { takeSlug } from './address/change-slug.ts';
import { deleteHold } from './address/queries.ts';
import { parseSlug } from './address/slug.ts';
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
  await takeSlug(trx, slug, id, from.at);
  if (!(await insertOrganization(trx, { id, slug, name, plan, policy: defaultPolicy, at: from.at }))) {
    throw new SpedyError('already_exists', { message: `An organization '${slug}' already exists.` });
  }
  await deleteHold(trx, slug);
  await beginAudit(trx, id);
  await appendAudit(trx, id, from, {
    action: 'organization.created',
    target: { kind: 'organization', id },
    details: { slug, name, plan },
  });
  return { id, slug, plan };
}

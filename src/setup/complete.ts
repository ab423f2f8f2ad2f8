import type { Static } from 'typebox';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { parseEmail, parseName } from '../contract/text.ts';
import { hashSecret } from '../credentials/hash.ts';
import { createMember } from '../members/members.ts';
import type { MemberRow } from '../members/queries.ts';
import { parseSlug } from '../organizations/address/slug.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { hasOrganizations } from '../organizations/queries.ts';
import { nameLength } from '../organizations/schema.ts';
import { hashChosenPassword } from '../sign-in/password-rules.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isOpenSetup } from './link.ts';
import { consumeSetupLink } from './queries.ts';
import type { SetupRequest, SetupResult } from './schema.ts';

type CompletedSetup = {
  readonly organization: Static<typeof SetupResult>['organization'];
  readonly admin: MemberRow;
};

/**
 * Creates the first organization and its administrator. Uses the link up only on success.
 * @throws SpedyError not_found for an invalid or used link, or if there is an organization already;
 * validation_failed
 */
export async function completeSetup(
  db: Database,
  from: ChangeOrigin,
  { token, organization, admin }: Static<typeof SetupRequest>,
): Promise<CompletedSetup> {
  const invalidLink = () =>
    new SpedyError('not_found', {
      message:
        'This setup link is invalid or was already used. The server prints a new one when it starts with an empty database.',
    });
  // Cheap checks first: an invalid link costs only a query, and a typo costs no password hash.
  if (!(await isOpenSetup(db, token))) throw invalidLink();
  checkPart('organization', () => {
    parseSlug(organization.slug);
    parseName('name', organization.name, nameLength);
  });
  checkPart('admin', () => {
    parseEmail('email', admin.email);
    parseName('name', admin.name, nameLength);
  });
  const passwordHash = await hashChosenPassword('admin.password', admin.password, {
    ...admin,
    organization,
  });
  return inTransaction(db, async (trx) => {
    if (!(await consumeSetupLink(trx, hashSecret(token))) || (await hasOrganizations(trx)))
      throw invalidLink();
    // Only the operator sees the link.
    const operator = { ...from, actor: { kind: 'operator' } } as const;
    const created = await createOrganization(trx, operator, organization).catch(prefixError('organization'));
    const row = await createMember(trx, created.id, operator, {
      ...admin,
      role: 'ADMIN',
      passwordHash,
    }).catch(prefixError('admin'));
    return { organization: created, admin: row };
  });
}

function checkPart(part: 'organization' | 'admin', check: () => void): void {
  try {
    check();
  } catch (error) {
    prefixError(part)(error);
  }
}

/** Prefixes an invalid field with its part of the request. */
function prefixError(part: 'organization' | 'admin'): (error: unknown) => never {
  return (error) => {
    const [detail] = (error instanceof SpedyError && error.details) || [];
    throw detail ? invalidField(`${part}.${detail.path}`, detail.message) : error;
  };
}

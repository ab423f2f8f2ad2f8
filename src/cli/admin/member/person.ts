import { findPerson } from '../../../members/personal-data/person-queries.ts';
import type { Organization } from '../../../principals/principal.ts';
import type { Database } from '../../../storage/database.ts';
import { isId } from '../../../storage/ids.ts';
import { CommandFailure, UsageError } from '../../failure.ts';
import { requireMember } from '../../find.ts';

export type PersonOptions = { readonly email?: string; readonly id?: string };

/** Finds a person by the email of a member, or by ID, also one who was removed. @throws CommandFailure; UsageError */
export async function requirePerson(db: Database, organization: Organization, { email, id }: PersonOptions) {
  if ((email === undefined) === (id === undefined))
    throw new UsageError('name the person with either --email or --id. See: spedy admin member --help');
  const userId = id ?? (await requireMember(db, organization, email ?? '')).id;
  const person = isId('usr', userId) ? await findPerson(db, organization.id, userId) : undefined;
  if (!person)
    throw new CommandFailure(
      `no person '${userId}' in ${organization.slug}: the ID is usr_…, as in the audit log`,
    );
  return { ...person, organizationId: organization.id };
}

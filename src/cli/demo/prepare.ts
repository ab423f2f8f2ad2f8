import { day } from '../../access/policy.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { verifyPassword } from '../../credentials/password.ts';
import { dropWaiting } from '../../mail/queries.ts';
import { findMemberByEmail } from '../../members/queries.ts';
import { findOrganizationBySlug } from '../../organizations/queries.ts';
import { parseOrganization } from '../../principals/organization-row.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { createToken } from '../../tokens/create.ts';
import { unrestricted } from '../../tokens/restrictions.ts';
import { CommandFailure } from '../failure.ts';
import { seedDemo } from './seed.ts';
import { demoOrganization, demoTeam, people } from './team.ts';

/** Lifetime of a run's token in days. */
const tokenDays = 30;

type PreparedMember = {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly active: boolean;
  /** Null if the member has changed it. */
  readonly password: string | null;
};
export type PreparedDemo = {
  readonly members: readonly PreparedMember[];
  /** A new token of the team member, or why none can be created. */
  readonly token: { readonly secret: string } | { readonly problem: string };
};

/**
 * Creates the demo organization if it is missing, and a new token. Keeps all changes since the last run.
 * @throws CommandFailure if another organization has the demo's slug
 */
export async function prepareDemo(db: Database, now: number): Promise<PreparedDemo> {
  if (!(await findOrganizationBySlug(db, demoOrganization.slug))) await seedOnce(db, now);
  const row = await findOrganizationBySlug(db, demoOrganization.slug);
  if (!row || !(await findMemberByEmail(db, row.organizationId, demoTeam.ada.email))) {
    throw new CommandFailure(
      `this database has an organization ${demoOrganization.slug} that is not the demo; use another database in DATABASE_URL`,
    );
  }
  if (row.deletedAt !== null)
    throw new CommandFailure(
      `the demo's organization is deleted; restore it with: spedy admin org restore ${demoOrganization.slug}`,
    );
  const organization = parseOrganization(row);
  const members: PreparedMember[] = [];
  for (const person of people) {
    const member = await findMemberByEmail(db, organization.id, demoTeam[person].email);
    if (!member) continue;
    const { name, email, role, state, passwordHash } = member;
    const unchanged = await verifyPassword(passwordHash, demoTeam[person].password);
    const password = unchanged ? demoTeam[person].password : null;
    members.push({ name, email, role, active: state === 'active', password });
  }
  const token = await createDemoToken(db, organization, now);
  // Nobody has to be told of sample data.
  await dropWaiting(db, organization.id);
  return { members, token };
}

/** If two demos start on an empty database, one seeds it and the other finds it seeded. */
async function seedOnce(db: Database, now: number): Promise<void> {
  try {
    await seedDemo(db, now);
  } catch (error) {
    if (!(error instanceof SpedyError) || error.code !== 'already_exists') throw error;
  }
}

async function createDemoToken(
  db: Database,
  organization: Organization,
  now: number,
): Promise<PreparedDemo['token']> {
  const { email } = demoTeam.tim;
  const owner = await findMemberByEmail(db, organization.id, email);
  if (owner?.state !== 'active') return { problem: `${email} is no longer an active member` };
  const from = ownOrigin('operator', now);
  const creator = { organization, userId: owner.id, restrictions: unrestricted };
  try {
    const expiresAt = formatTimestamp(now + tokenDays * day);
    return await createToken(db, from, creator, { name: 'Demo', expiresAt });
  } catch (error) {
    if (error instanceof SpedyError) return { problem: error.message };
    throw error;
  }
}

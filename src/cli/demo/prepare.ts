import { day } from '../../access/policy.ts';
import { ownProvenance } from '../../audit/provenance.ts';
import { verifyPassword } from '../../credentials/password.ts';
import { SpedyError } from '../../http/errors.ts';
import { formatTimestamp } from '../../http/timestamps.ts';
import { findMemberByEmail, findOrganizationBySlug } from '../../organizations/queries.ts';
import { parseOrganization } from '../../principals/organization-row.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { createToken } from '../../tokens/create.ts';
import { unlimitedGrant } from '../../tokens/grant.ts';
import { CommandFailure } from '../failure.ts';
import { seedDemo } from './seed.ts';
import { demoOrganization, demoTeam, people } from './team.ts';

/** Days that a run's token works. */
const tokenDays = 30;

export type PreparedMember = {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly active: boolean;
  /** Null where the member has changed it since. */
  readonly password: string | null;
};
export type PreparedDemo = {
  readonly members: readonly PreparedMember[];
  /** A new token of the team member, or why there can be none now. */
  readonly token: { readonly secret: string } | { readonly refusal: string };
};

/**
 * Makes the demo's organization where there is none yet, and a fresh token in any case. What people changed since the
 * last run stays as it is.
 * @throws CommandFailure when an organization of somebody else has the demo's slug
 */
export async function prepareDemo(db: Database, now: number): Promise<PreparedDemo> {
  if (!(await findOrganizationBySlug(db, demoOrganization.slug))) await seedUnlessSeeded(db, now);
  const row = await findOrganizationBySlug(db, demoOrganization.slug);
  if (!row || !(await findMemberByEmail(db, row.organizationId, demoTeam.ada.email))) {
    throw new CommandFailure(
      `this database has an organization ${demoOrganization.slug} that is not the demo's: give another one in DATABASE_URL`,
    );
  }
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
  return { members, token: await freshToken(db, organization, now) };
}

/** Of two demos that start together on an empty database, one seeds and the other finds it done. */
async function seedUnlessSeeded(db: Database, now: number): Promise<void> {
  try {
    await seedDemo(db, now);
  } catch (error) {
    if (!(error instanceof SpedyError) || error.code !== 'already_exists') throw error;
  }
}

async function freshToken(
  db: Database,
  organization: Organization,
  now: number,
): Promise<PreparedDemo['token']> {
  const { email } = demoTeam.tim;
  const owner = await findMemberByEmail(db, organization.id, email);
  if (owner?.state !== 'active') return { refusal: `${email} is no active member any more` };
  const from = ownProvenance('operator', organization.id, now);
  const maker = { organization, userId: owner.id, grant: unlimitedGrant };
  try {
    const expiresAt = formatTimestamp(now + tokenDays * day);
    return await createToken(db, from, maker, { name: 'Demo', expiresAt });
  } catch (error) {
    if (error instanceof SpedyError) return { refusal: error.message };
    throw error;
  }
}

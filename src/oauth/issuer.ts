import { findOrganization } from '../organizations/queries.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Database } from '../storage/database.ts';
import type { Issuer } from './endpoint.ts';

/** The authorization server of an organization as its policy is now. */
export async function findIssuer(db: Database, organizationId: string, origin: string): Promise<Issuer> {
  const { id, slug, name, policy } = parseOrganization(await findOrganization(db, organizationId));
  return { id, slug, name, origin, registration: policy.registration };
}

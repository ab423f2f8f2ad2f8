import { findOrganization } from '../organizations/queries.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Database } from '../storage/database.ts';
import type { Issuer } from './endpoint.ts';

/** The authorization server of an organization as its policy is now, for a request that came to its origin. */
export async function findIssuer(
  db: Database,
  organizationId: string,
  { origin, ip }: { readonly origin: string; readonly ip: string },
): Promise<Issuer> {
  const { id, slug, name, policy } = parseOrganization(await findOrganization(db, organizationId));
  return { id, slug, name, origin, registration: policy.registration, address: ip };
}

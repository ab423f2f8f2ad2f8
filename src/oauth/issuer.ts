import { findOrganization } from '../organizations/queries.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Database } from '../storage/database.ts';
import type { Issuer } from './endpoint.ts';

/** The authorization server of an organization as its policy is now, for a request that came to its origin. */
export async function findIssuer(
  db: Database,
  organizationId: string,
  { origin, origins, ip }: Pick<Issuer, 'origin' | 'origins'> & { readonly ip: string },
): Promise<Issuer> {
  const { id, slug, name, policy } = parseOrganization(await findOrganization(db, organizationId));
  return { id, slug, name, origin, origins, registration: policy.registration, address: ip };
}

/** The parameter of an authorization request that keeps the issuer when the browser moves to another origin of it. */
export const issuerParameter = 'issuer';

/**
 * The authorization server by the name that the client knows. A client that began at the subdomain of the default
 * organization is answered in that name (RFC 9207 2.4), though the member signs in at the bare domain.
 * @param named what the request says; anything but an origin of this organization is ignored
 */
export function issuerNamed(issuer: Issuer, named: readonly string[]): Issuer {
  const origin = named.findLast((value) => issuer.origins.includes(value));
  return origin === undefined ? issuer : { ...issuer, origin };
}

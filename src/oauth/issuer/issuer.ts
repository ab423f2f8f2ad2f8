import { findOrganization } from '../../organizations/queries.ts';
import type { FindRow } from '../../principals/cached-rows.ts';
import { parseOrganization } from '../../principals/organization-row.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import type { ClientLookup } from '../clients/client.ts';

/** The authorization server of an organization, identified by its origin (RFC 8414 2). */
export type Issuer = ClientLookup & {
  readonly slug: string;
  readonly name: string;
  /** The issuer identifier that the client uses, and the `iss` of responses to it. */
  readonly origin: string;
  /** All origins of the organization. Each is an issuer with the same clients and connections. */
  readonly origins: readonly string[];
};

/** The database, and a cache of the organizations in it. */
type Organizations = { readonly db: Database; readonly cachedOrganization: FindRow<Organization> };

/** Returns the authorization server of an organization, with its current policy, for a request to one of its origins. */
export function findIssuer(
  { db, cachedOrganization }: Organizations,
  organizationId: string,
  { origin, origins, ip }: Pick<Issuer, 'origin' | 'origins'> & { readonly ip: string },
): MaybePromise<Issuer> {
  const found = cachedOrganization(organizationId, async () => ({
    row: parseOrganization(await findOrganization(db, organizationId)),
    subjects: [organizationId],
  }));
  return andThen(found, (organization) => {
    if (!organization) throw new Error(`organization ${organizationId} does not exist`);
    const { id, slug, name, policy } = organization;
    return { id, slug, name, origin, origins, registration: policy.registration, address: ip };
  });
}

/** The authorization request parameter that preserves the issuer when the browser moves to another origin. */
export const issuerParameter = 'issuer';

/**
 * Returns the issuer with the origin that the client used. A client that started at the subdomain of the default
 * organization gets that origin as `iss` (RFC 9207 2.4), although the member signs in at the bare domain.
 * @param named the issuer parameters of the request; values that are not an origin of this organization are ignored
 */
export function issuerNamed(issuer: Issuer, named: readonly string[]): Issuer {
  const origin = named.findLast((value) => issuer.origins.includes(value));
  return origin === undefined ? issuer : { ...issuer, origin };
}

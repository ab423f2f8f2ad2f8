import { roles } from '../../access/roles.ts';
import { parseStoredWord } from '../../access/words.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import { findProviderRow, type ProviderRow } from './queries.ts';
import { defaultRoles, type IdentityProvider, type RoleMapping } from './schema.ts';

/** An organization's identity provider, with its client secret. */
export type Provider = Omit<IdentityProvider, 'updatedAt'> & {
  readonly organizationId: string;
  readonly clientSecret: string;
};

/** Returns the organization's identity provider, or null. @throws MissingKeyError */
export async function findProvider(
  db: Database,
  keys: KeyRing,
  organizationId: string,
): Promise<Provider | null> {
  const row = await findProviderRow(db, organizationId);
  if (!row) return null;
  const { updatedAt: _, ...settings } = presentProvider(row);
  return { ...settings, organizationId, clientSecret: openSecret(keys, organizationId, row) };
}

export function openSecret(
  keys: KeyRing,
  organizationId: string,
  { issuer, keyId, sealedSecret: bytes }: Pick<ProviderRow, 'issuer' | 'keyId' | 'sealedSecret'>,
): string {
  return keys.open('identity-provider', sealContext(organizationId, issuer), { keyId, bytes }).toString();
}

/** Returns the context of a sealed client secret, which can be opened for this issuer only. */
export function sealContext(organizationId: string, issuer: string): string {
  return `${organizationId}/${issuer}`;
}

/** Returns the settings as the API shows them, without the client secret. */
export function presentProvider(row: ProviderRow): IdentityProvider {
  return {
    name: row.name,
    issuer: row.issuer,
    clientId: row.clientId,
    scope: row.scope,
    domains: JSON.parse(row.domains) as string[],
    defaultRole: row.defaultRole === null ? null : parseStoredWord(defaultRoles, row.defaultRole),
    roleClaim: row.roleClaim,
    roles: (JSON.parse(row.roles) as { value: string; role: string }[]).map(
      ({ value, role }): RoleMapping => ({ value, role: parseStoredWord(roles, role) }),
    ),
    required: row.required === 1,
    breakGlassUserId: row.breakGlassUserId,
    trustsSecondFactor: row.trustsSecondFactor === 1,
    updatedAt: formatTimestamp(row.updatedAt),
  };
}

import { formatTimestamp } from '../../contract/timestamps.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { userSchema } from '../protocol/constants.ts';
import type { UserRow } from './queries.ts';
import type { ScimUser } from './schema.ts';

/** Returns a member as a SCIM user. @param baseUrl of SCIM at the organization */
export function presentScimUser(
  row: UserRow,
  baseUrl: string,
): ScimUser & { readonly meta: { version: string } } {
  const { id, name, externalId, givenName, familyName } = row;
  return {
    schemas: [userSchema],
    id,
    ...(externalId === null ? {} : { externalId }),
    userName: row.userName ?? row.email,
    name: {
      formatted: name,
      ...(givenName === null ? {} : { givenName }),
      ...(familyName === null ? {} : { familyName }),
    },
    displayName: name,
    emails: [{ value: row.email, type: 'work', primary: true }],
    active: row.state === 'active',
    roles: [{ value: row.role, primary: true }],
    meta: {
      resourceType: 'User',
      created: formatTimestamp(row.createdAt),
      lastModified: formatTimestamp(row.changedAt ?? row.createdAt),
      location: `${baseUrl}/Users/${id}`,
      version: versionOf(row),
    },
  };
}

/** The ETag of a member: a hash of everything that a client sees. */
export function versionOf(row: UserRow): string {
  return `W/"${hashSecret(JSON.stringify(row)).toString('base64url').slice(0, 22)}"`;
}

/** Whether a header with ETags contains a version (RFC 9110 13.1, weak comparison). */
export function hasVersion(header: string, version: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(version));
}

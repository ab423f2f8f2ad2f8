import { maxCount, userSchema } from '../protocol/constants.ts';

/** What the SCIM server supports (RFC 7643 5, RFC 9865 4). */
export const serviceProviderConfig = (baseUrl: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: maxCount },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  pagination: {
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    maxPageSize: maxCount,
  },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'SCIM token',
      description: 'A token that an administrator creates under Settings > Organization > Policy.',
      specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
});

/** The only type of resource (RFC 7643 6). */
export const userResourceType = (baseUrl: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'A member of the organization',
  schema: userSchema,
  meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
});

type Attribute = { readonly name: string; readonly description: string } & Readonly<Record<string, unknown>>;

/** An attribute with the usual characteristics (RFC 7643 7). */
function attribute(
  name: string,
  description: string,
  others: Readonly<Record<string, unknown>> = {},
): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...others,
  };
}

/** The attributes of a user that Spedy stores (RFC 7643 7). */
export const userSchemaResource = (baseUrl: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id: userSchema,
  name: 'User',
  description: 'A member of the organization',
  attributes: [
    attribute('userName', 'Unique, usually the email.', { required: true, uniqueness: 'server' }),
    attribute('name', 'The parts of the name.', {
      type: 'complex',
      subAttributes: [
        attribute('formatted', 'The name to display.'),
        attribute('givenName', 'The given name.'),
        attribute('familyName', 'The family name.'),
      ],
    }),
    attribute('displayName', 'The name to display, 1 to 100 characters.'),
    attribute('emails', 'One email, with which the member signs in.', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'The email.', { uniqueness: 'server' }),
        attribute('type', 'Always work.', { canonicalValues: ['work'] }),
        attribute('primary', 'Always true.', { type: 'boolean' }),
      ],
    }),
    attribute('active', 'Whether the member can sign in and use tokens.', { type: 'boolean' }),
    attribute('roles', 'One role. SCIM cannot give the role ADMIN.', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'The role.', { canonicalValues: ['ADMIN', 'TEAM_MEMBER', 'CUSTOMER'] }),
        attribute('primary', 'Always true.', { type: 'boolean' }),
      ],
    }),
  ],
  meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${userSchema}` },
});

/** Schemas of RFC 7643 and messages of RFC 7644. */
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const message = (name: string) => `urn:ietf:params:scim:api:messages:2.0:${name}`;
export const listSchema = message('ListResponse');

/** Default and maximum number of resources in one response. */
export const defaultCount = 100;
export const maxCount = 200;

/** The longest accepted filter, in characters. */
export const maxFilterLength = 2_000;

/** The scopes of Spedy. A newer server may have others. */
export type Scope =
  | 'profile:read'
  | 'tickets:read'
  | 'tickets:write'
  | 'tokens:write'
  | 'organization:write'
  | (string & {});

export type Role = 'ADMIN' | 'TEAM_MEMBER' | 'CUSTOMER' | (string & {});

/** Who a token acts as now, by the introspection response (RFC 7662). */
export type Identity = {
  /** The member's ID, `usr_…`. */
  readonly userId: string;
  readonly email: string;
  readonly organization: { readonly id: string; readonly slug: string };
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly method: 'pat' | 'oauth';
  /** The ID of the personal access token, `tok_…`, or of the connection, `grt_…`. */
  readonly credentialId: string;
  /** The client that an OAuth token was issued to; null for a personal access token. */
  readonly clientId: string | null;
  /** Milliseconds since the epoch; null if the token does not expire. */
  readonly expiresAt: number | null;
};

/** A board that the token's member can see. */
export type Board = { readonly id: string; readonly key: string };

/** What the issuer says about a token. `board` is undefined if it was not asked about. */
export type Introspection = {
  readonly identity: Identity | null;
  readonly board: Board | null | undefined;
};

/**
 * Reads an introspection response. A token of another issuer or for another resource is inactive here.
 * @param audience one of these must be in the `aud` of an OAuth token
 * @throws Error if it is not a response of Spedy
 */
export function parseIntrospection(
  body: unknown,
  { issuer, audience }: { readonly issuer: string; readonly audience: readonly string[] },
): Introspection {
  const fields = objectOf(body);
  if (typeof fields.active !== 'boolean') throw malformed('active');
  const inactive = { identity: null, board: undefined };
  if (!fields.active || fields.iss !== issuer || fields.token_type !== 'Bearer') return inactive;
  const clientId = fields.client_id === undefined ? null : textOf(fields, 'client_id');
  if (clientId !== null && !textsOf(fields.aud).some((one) => audience.includes(one))) return inactive;
  const { exp } = fields;
  if (exp !== undefined && typeof exp !== 'number') throw malformed('exp');
  return {
    identity: {
      userId: textOf(fields, 'sub'),
      email: textOf(fields, 'username'),
      organization: { id: textOf(fields, 'organization_id'), slug: textOf(fields, 'organization') },
      role: textOf(fields, 'role'),
      scopes: textOf(fields, 'scope').split(' ').filter(Boolean),
      method: clientId === null ? 'pat' : 'oauth',
      credentialId: textOf(fields, 'credential_id'),
      clientId,
      expiresAt: exp === undefined ? null : exp * 1_000,
    },
    board: boardOf(fields.board),
  };
}

function boardOf(value: unknown): Board | null | undefined {
  if (value === undefined || value === null) return value;
  const fields = objectOf(value);
  return { id: textOf(fields, 'id'), key: textOf(fields, 'key') };
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw malformed('body');
  return { ...value };
}

function textOf(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw malformed(name);
  return value;
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter((one) => typeof one === 'string');
}

function malformed(what: string): Error {
  return new Error(`The introspection response has no valid ${what}. Spedy is too old, or a proxy answered.`);
}

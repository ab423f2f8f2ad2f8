/** The columns of both kinds of requests. `client`: JSON of the client at the time of the request. */
export type NewRequest = {
  readonly organizationId: string;
  readonly id: string;
  readonly client: string;
  readonly scopes: string;
  readonly audience: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** Returns the columns of a new request that both kinds have. */
export function columnsOf(request: NewRequest) {
  return {
    organization_id: request.organizationId,
    id: request.id,
    client: request.client,
    scopes: request.scopes,
    audience: request.audience,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
  };
}

/** The columns to select. */
export const requestColumns = [
  'id',
  'kind',
  'session_id as sessionId',
  'issuer',
  'client',
  'scopes',
  'audience',
  'redirect_uri as redirectUri',
  'redirect_given as redirectGiven',
  'state',
  'code_challenge as codeChallenge',
  'expires_at as expiresAt',
  'decided_at as decidedAt',
  'decision',
  'connection_id as connectionId',
] as const;

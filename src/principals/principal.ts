import type { Plan } from '../access/plans.ts';
import type { Policy } from '../access/policy.ts';
import type { Role } from '../access/roles.ts';
import type { ScopeSet } from '../access/scopes.ts';

export type Organization = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly plan: Plan;
  readonly policy: Policy;
};

/**
 * The credential of a request. `expiresAt` (milliseconds since the epoch) limits the credentials that a PAT
 * creates. `secondFactor`: whether this session used one. `enrolled`: whether its member has one. `showedPasskey`, `hasPasskey`: the same for
 * passkeys. `confirmedAt`: when
 * the member last showed a password, code or passkey in this session. `clientId` is the OAuth client's own id.
 */
export type Authentication =
  | { readonly method: 'pat'; readonly tokenId: string; readonly expiresAt: number | null }
  | { readonly method: 'oauth'; readonly connectionId: string; readonly clientId: string }
  | {
      readonly method: 'session';
      readonly sessionId: string;
      readonly secondFactor: boolean;
      readonly enrolled: boolean;
      readonly showedPasskey: boolean;
      readonly hasPasskey: boolean;
      readonly confirmedAt: number | null;
    };

/**
 * Who a request acts as, in the same form for every kind of credential. Features see nothing else of the
 * credential.
 */
export type Principal = {
  readonly organization: Organization;
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: Role;
  readonly scopes: ScopeSet;
  readonly authentication: Authentication;
};

/**
 * The ID of the credential, or of an OAuth token's connection. Limits, last uses and the audit log use this
 * id.
 */
export function credentialId({ authentication }: Principal): string {
  switch (authentication.method) {
    case 'pat':
      return authentication.tokenId;
    case 'oauth':
      return authentication.connectionId;
    case 'session':
      return authentication.sessionId;
  }
}

/** A member who is signed in through the dashboard. */
export type SessionPrincipal = Principal & {
  readonly authentication: Extract<Authentication, { readonly method: 'session' }>;
};

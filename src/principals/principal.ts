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
 * Which credential a request carried. `expiresAt` bounds what a PAT may make; milliseconds since the epoch.
 * `secondFactor`: whether this session itself has shown one, `enrolled`: whether its member has one. `clientId` is the
 * OAuth client's own.
 */
export type Authentication =
  | { readonly method: 'pat'; readonly tokenId: string; readonly expiresAt: number | null }
  | { readonly method: 'oauth'; readonly connectionId: string; readonly clientId: string }
  | {
      readonly method: 'session';
      readonly sessionId: string;
      readonly secondFactor: boolean;
      readonly enrolled: boolean;
    };

/** Who a request acts as: one form for every kind of credential, and all that a feature ever sees of it. */
export type Principal = {
  readonly organization: Organization;
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: Role;
  readonly scopes: ScopeSet;
  readonly authentication: Authentication;
};

/** The id of the credential itself, or of an OAuth token's connection: what limits, last use and the audit log count by. */
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

import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database } from '../storage/database.ts';

/** Member, organization, plan and policy: what every decision about a credential needs. */
const memberColumns = [
  'u.id as userId',
  'u.email',
  'u.name as userName',
  'u.role',
  'u.state',
  'o.id as organizationId',
  'o.slug',
  'o.name as organizationName',
  'o.plan',
  'o.pats_enabled as patsEnabled',
  'o.max_lifetime_days as maxLifetimeDays',
  'o.expiry_required as expiryRequired',
  'o.idle_revocation_days as idleRevocationDays',
  'o.registration',
  'o.two_factor as twoFactor',
  'o.session_idle_hours as sessionIdleHours',
  'o.session_lifetime_hours as sessionLifetimeHours',
  'o.audit_retention_days as auditRetentionDays',
  'o.usage_retention_days as usageRetentionDays',
] as const;

type ByHash = { readonly hash: Uint8Array };

/** Finds a personal access token and everything needed to check it, with one indexed query. */
export const findTokenByHash = compileOnce((db, { hash }: Placeholders<ByHash>) =>
  db
    .selectFrom('access_tokens as t')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 't.organization_id').onRef('u.id', '=', 't.user_id'),
    )
    .innerJoin('organizations as o', 'o.id', 't.organization_id')
    .select(['t.id as tokenId', 't.scopes', 't.expires_at as expiresAt', 't.revoked_at as revokedAt'])
    .select(memberColumns)
    .where('o.deleted_at', 'is', null)
    .where('t.hash', '=', hash),
);

/** Finds an OAuth access token. */
export const findAccessTokenByHash = compileOnce((db, { hash }: Placeholders<ByHash>) =>
  db
    .selectFrom('oauth_access_tokens as t')
    .innerJoin('oauth_connections as c', (on) =>
      on.onRef('c.organization_id', '=', 't.organization_id').onRef('c.id', '=', 't.connection_id'),
    )
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.user_id'),
    )
    .innerJoin('organizations as o', 'o.id', 't.organization_id')
    .select([
      'c.id as connectionId',
      'a.client_id as clientId',
      't.scopes',
      't.audience',
      't.created_at as issuedAt',
      't.expires_at as expiresAt',
      't.revoked_at as revokedAt',
      'c.ended_at as endedAt',
      'a.blocked_at as blockedAt',
    ])
    .select(memberColumns)
    .where('o.deleted_at', 'is', null)
    .where('t.hash', '=', hash),
);

/** Finds a session. */
export const findSessionByHash = compileOnce((db, { hash }: Placeholders<ByHash>) =>
  db
    .selectFrom('sessions as s')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 's.organization_id').onRef('u.id', '=', 's.user_id'),
    )
    .innerJoin('organizations as o', 'o.id', 's.organization_id')
    .leftJoin('second_factors as f', (on) =>
      on.onRef('f.organization_id', '=', 's.organization_id').onRef('f.user_id', '=', 's.user_id'),
    )
    .select([
      's.id as sessionId',
      's.expires_at as expiresAt',
      's.second_factor as shownFactor',
      's.created_at as openedAt',
      's.last_used_at as lastUsedAt',
      's.second_factor_at as secondFactorAt',
      's.confirmed_at as confirmedAt',
      'f.confirmed_at as enrolledAt',
    ])
    .select((eb) => {
      const passkeys = eb
        .selectFrom('passkeys as p')
        .select('p.id')
        .whereRef('p.organization_id', '=', 's.organization_id')
        .whereRef('p.user_id', '=', 's.user_id');
      const hasPasskey = eb.case().when(eb.exists(passkeys)).then(eb.lit(1)).else(eb.lit(0)).end();
      return hasPasskey.as('hasPasskey');
    })
    .select(memberColumns)
    .where('o.deleted_at', 'is', null)
    .where('s.hash', '=', hash),
);

type TokenRow = Awaited<ReturnType<typeof findTokenByHash>>[number];
/** The columns of member and organization in every query. */
export type MemberColumns = Omit<TokenRow, 'tokenId' | 'scopes' | 'expiresAt' | 'revokedAt'>;

/** Finds an organization by its subdomain; undefined if it was deleted. */
export function findOrganizationBySlug(db: Database, slug: string) {
  return db
    .selectFrom('organizations')
    .select(['id', 'slug'])
    .where('slug', '=', slug)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

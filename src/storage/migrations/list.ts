import type { MigrationStep } from './types.ts';

/**
 * All migrations in order, each loaded when it runs. A released migration is never changed; a schema change is a new
 * migration.
 */
export const migrationSteps: Readonly<Record<string, MigrationStep>> = {
  '0001-organizations': (...on) =>
    import('./0001-0020/0001-organizations.ts').then(({ organizations }) => organizations(...on)),
  '0002-tokens': (...on) => import('./0001-0020/0002-tokens.ts').then(({ tokens }) => tokens(...on)),
  '0003-tickets': (...on) => import('./0001-0020/0003-tickets.ts').then(({ tickets }) => tickets(...on)),
  '0004-audit': (...on) => import('./0001-0020/0004-audit.ts').then(({ audit }) => audit(...on)),
  '0005-second-factor': (...on) =>
    import('./0001-0020/0005-second-factor.ts').then(({ secondFactor }) => secondFactor(...on)),
  '0006-audit-filters': (...on) =>
    import('./0001-0020/0006-audit-filters.ts').then(({ auditFilters }) => auditFilters(...on)),
  '0007-token-usage': (...on) =>
    import('./0001-0020/0007-token-usage.ts').then(({ tokenUsage }) => tokenUsage(...on)),
  '0008-invitations': (...on) =>
    import('./0001-0020/0008-invitations.ts').then(({ invitations }) => invitations(...on)),
  '0009-oauth': (...on) => import('./0001-0020/0009-oauth.ts').then(({ oauth }) => oauth(...on)),
  '0010-changes': (...on) => import('./0001-0020/0010-changes.ts').then(({ changes }) => changes(...on)),
  '0011-fewer-oauth-indexes': (...on) =>
    import('./0001-0020/0011-fewer-oauth-indexes.ts').then(({ fewerOAuthIndexes }) =>
      fewerOAuthIndexes(...on),
    ),
  '0012-last-uses': (...on) =>
    import('./0001-0020/0012-last-uses.ts').then(({ lastUses }) => lastUses(...on)),
  '0013-secret-keys': (...on) =>
    import('./0001-0020/0013-secret-keys.ts').then(({ secretKeys }) => secretKeys(...on)),
  '0014-sign-in-strength': (...on) =>
    import('./0001-0020/0014-sign-in-strength.ts').then(({ signInStrength }) => signInStrength(...on)),
  '0015-makers-and-emails': (...on) =>
    import('./0001-0020/0015-makers-and-emails.ts').then(({ makersAndEmails }) => makersAndEmails(...on)),
  '0016-sign-ins': (...on) => import('./0001-0020/0016-sign-ins.ts').then(({ signIns }) => signIns(...on)),
  '0017-client-authentication': (...on) =>
    import('./0001-0020/0017-client-authentication.ts').then(({ clientAuthentication }) =>
      clientAuthentication(...on),
    ),
  '0018-request-issuers': (...on) =>
    import('./0001-0020/0018-request-issuers.ts').then(({ requestIssuers }) => requestIssuers(...on)),
  '0019-names': (...on) => import('./0001-0020/0019-names.ts').then(({ names }) => names(...on)),
  '0020-lists': (...on) => import('./0001-0020/0020-lists.ts').then(({ lists }) => lists(...on)),
  '0021-slices': (...on) => import('./0021-0040/0021-slices.ts').then(({ slices }) => slices(...on)),
  '0022-ticket-lists': (...on) =>
    import('./0021-0040/0022-ticket-lists.ts').then(({ ticketLists }) => ticketLists(...on)),
};

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
  '0023-ticket-search': (...on) =>
    import('./0021-0040/0023-ticket-search.ts').then(({ ticketSearch }) => ticketSearch(...on)),
  '0024-audit-append': (...on) =>
    import('./0021-0040/0024-audit-append.ts').then(({ auditAppend }) => auditAppend(...on)),
  '0025-refresh-counts': (...on) =>
    import('./0021-0040/0025-refresh-counts.ts').then(({ refreshCounts }) => refreshCounts(...on)),
  '0026-unfinished-ends': (...on) =>
    import('./0021-0040/0026-unfinished-ends.ts').then(({ unfinishedEnds }) => unfinishedEnds(...on)),
  '0027-outbox': (...on) => import('./0021-0040/0027-outbox.ts').then(({ outbox }) => outbox(...on)),
  '0028-passkeys': (...on) => import('./0021-0040/0028-passkeys.ts').then(({ passkeys }) => passkeys(...on)),
  '0029-token-filters': (...on) =>
    import('./0021-0040/0029-token-filters.ts').then(({ tokenFilters }) => tokenFilters(...on)),
  '0030-audit-targets': (...on) =>
    import('./0021-0040/0030-audit-targets.ts').then(({ auditTargets }) => auditTargets(...on)),
  '0031-scim': (...on) => import('./0021-0040/0031-scim.ts').then(({ scim }) => scim(...on)),
  '0032-single-sign-on': (...on) =>
    import('./0021-0040/0032-single-sign-on.ts').then(({ singleSignOn }) => singleSignOn(...on)),
  '0033-notifications': (...on) =>
    import('./0021-0040/0033-notifications.ts').then(({ notifications }) => notifications(...on)),
  '0034-recovery': (...on) => import('./0021-0040/0034-recovery.ts').then(({ recovery }) => recovery(...on)),
  '0035-sign-in-policy': (...on) =>
    import('./0021-0040/0035-sign-in-policy.ts').then(({ signInPolicy }) => signInPolicy(...on)),
  '0036-token-details': (...on) =>
    import('./0021-0040/0036-token-details.ts').then(({ tokenDetails }) => tokenDetails(...on)),
  '0037-internal-comments': (...on) =>
    import('./0021-0040/0037-internal-comments.ts').then(({ internalComments }) => internalComments(...on)),
  '0038-member-lists': (...on) =>
    import('./0021-0040/0038-member-lists.ts').then(({ memberLists }) => memberLists(...on)),
  '0039-audit-searches': (...on) =>
    import('./0021-0040/0039-audit-searches.ts').then(({ auditSearches }) => auditSearches(...on)),
  '0040-organization-changes': (...on) =>
    import('./0021-0040/0040-organization-changes.ts').then(({ organizationChanges }) =>
      organizationChanges(...on),
    ),
  '0041-search-fills': (...on) =>
    import('./0041-0060/0041-search-fills.ts').then(({ searchFills }) => searchFills(...on)),
  '0044-token-predecessors': (...on) =>
    import('./0041-0060/0044-token-predecessors.ts').then(({ tokenPredecessors }) =>
      tokenPredecessors(...on),
    ),
  '0045-token-lists': (...on) =>
    import('./0041-0060/0045-token-lists.ts').then(({ tokenLists }) => tokenLists(...on)),
  '0046-audit-redactions': (...on) =>
    import('./0041-0060/0046-audit-redactions.ts').then(({ auditRedactions }) => auditRedactions(...on)),
  '0049-organization-feeds': (...on) =>
    import('./0041-0060/0049-organization-feeds.ts').then(({ organizationFeeds }) =>
      organizationFeeds(...on),
    ),
  '0050-search-words': (...on) =>
    import('./0041-0060/0050-search-words.ts').then(({ searchWords }) => searchWords(...on)),
  '0054-retention': (...on) =>
    import('./0041-0060/0054-retention.ts').then(({ retention }) => retention(...on)),
  '0055-search-samples': (...on) =>
    import('./0041-0060/0055-search-samples.ts').then(({ searchSamples }) => searchSamples(...on)),
  '0056-refresh-batches': (...on) =>
    import('./0041-0060/0056-refresh-batches.ts').then(({ refreshBatches }) => refreshBatches(...on)),
};

import { organizations } from './0001-0020/0001-organizations.ts';
import { tokens } from './0001-0020/0002-tokens.ts';
import { tickets } from './0001-0020/0003-tickets.ts';
import { audit } from './0001-0020/0004-audit.ts';
import { secondFactor } from './0001-0020/0005-second-factor.ts';
import { auditFilters } from './0001-0020/0006-audit-filters.ts';
import { tokenUsage } from './0001-0020/0007-token-usage.ts';
import { invitations } from './0001-0020/0008-invitations.ts';
import { oauth } from './0001-0020/0009-oauth.ts';
import { changes } from './0001-0020/0010-changes.ts';
import { fewerOAuthIndexes } from './0001-0020/0011-fewer-oauth-indexes.ts';
import { lastUses } from './0001-0020/0012-last-uses.ts';
import { secretKeys } from './0001-0020/0013-secret-keys.ts';
import { signInStrength } from './0001-0020/0014-sign-in-strength.ts';
import { makersAndEmails } from './0001-0020/0015-makers-and-emails.ts';
import { signIns } from './0001-0020/0016-sign-ins.ts';
import { clientAuthentication } from './0001-0020/0017-client-authentication.ts';
import { requestIssuers } from './0001-0020/0018-request-issuers.ts';
import { names } from './0001-0020/0019-names.ts';
import { lists } from './0001-0020/0020-lists.ts';
import { slices } from './0021-0040/0021-slices.ts';
import { ticketLists } from './0021-0040/0022-ticket-lists.ts';
import type { MigrationStep } from './types.ts';

/** All migrations in order. A released migration is never changed; a schema change is a new migration. */
export const migrationSteps: Readonly<Record<string, MigrationStep>> = {
  '0001-organizations': organizations,
  '0002-tokens': tokens,
  '0003-tickets': tickets,
  '0004-audit': audit,
  '0005-second-factor': secondFactor,
  '0006-audit-filters': auditFilters,
  '0007-token-usage': tokenUsage,
  '0008-invitations': invitations,
  '0009-oauth': oauth,
  '0010-changes': changes,
  '0011-fewer-oauth-indexes': fewerOAuthIndexes,
  '0012-last-uses': lastUses,
  '0013-secret-keys': secretKeys,
  '0014-sign-in-strength': signInStrength,
  '0015-makers-and-emails': makersAndEmails,
  '0016-sign-ins': signIns,
  '0017-client-authentication': clientAuthentication,
  '0018-request-issuers': requestIssuers,
  '0019-names': names,
  '0020-lists': lists,
  '0021-slices': slices,
  '0022-ticket-lists': ticketLists,
};

import type { Static } from 'typebox';
import { appendAudit } from '../../audit/append.ts';
import type { Provenance } from '../../audit/provenance.ts';
import { SpedyError } from '../../http/errors.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../http/timestamps.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import {
  type ApplicationRow,
  endGrantsOfClient,
  findApplication,
  setBlocked,
} from './applications-queries.ts';
import { verifiedHost } from './metadata-document.ts';
import { parseClient } from './queries.ts';
import type { Application } from './schema.ts';

/**
 * Blocks an application, which ends all that its members allow it, at once; or lets it ask them again.
 * @throws SpedyError not_found
 */
export async function blockApplication(
  db: Database,
  from: Provenance,
  applicationId: string,
  blocked: boolean,
): Promise<ApplicationRow> {
  if (!isId('app', applicationId)) throw new SpedyError('not_found');
  const { organizationId, at } = from;
  return inTransaction(db, async (trx) => {
    const changed = await setBlocked(trx, organizationId, applicationId, blocked, at);
    const ended = changed && blocked ? await endGrantsOfClient(trx, organizationId, applicationId, at) : [];
    const application = await findApplication(trx, organizationId, applicationId);
    if (!application) throw new SpedyError('not_found');
    if (changed) {
      await appendAudit(trx, from, {
        action: blocked ? 'application.blocked' : 'application.unblocked',
        target: { kind: 'application', id: applicationId },
        details: { name: application.name, ...(blocked ? { grantsEnded: ended.length } : {}) },
      });
    }
    return application;
  });
}

/** An application as administrators see it. */
export function presentApplication(row: ApplicationRow): Static<typeof Application> {
  const client = parseClient(row);
  return {
    id: row.id,
    clientId: client.clientId,
    kind: client.kind,
    name: client.name,
    uri: client.uri,
    redirectUris: [...client.redirectUris],
    verifiedHost: verifiedHost(client.kind, client.clientId),
    firstAllowedAt: formatTimestamp(row.createdAt),
    blockedAt: formatOptionalTimestamp(row.blockedAt),
    members: row.members,
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
  };
}

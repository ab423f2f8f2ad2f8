import type { Static } from 'typebox';
import { parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../contract/timestamps.ts';
import { presentClient } from '../clients/present-client.ts';
import { connectionEnd } from '../records/connection.ts';
import type { ConnectionRow } from './queries.ts';
import type { ConnectedApp } from './schema.ts';

/** Returns a connection as its member sees it. */
export function presentConnection(row: ConnectionRow, lifetimes: Lifetimes): Static<typeof ConnectedApp> {
  const { clientId, kind, clientName: name, uri, logoUri } = row;
  return {
    id: row.id,
    applicationId: row.applicationId,
    client: presentClient({ clientId, kind, name, uri, logoUri }, row.verifiedAt !== null),
    scopes: [...parseOAuthScopes(row.scopes)],
    audience: parseAudience(row.audience),
    createdAt: formatTimestamp(row.createdAt),
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
    address: row.address,
    expiresAt: formatTimestamp(connectionEnd(row, lifetimes)),
  };
}

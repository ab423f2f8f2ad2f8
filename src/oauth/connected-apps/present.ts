import type { Static } from 'typebox';
import { parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../contract/timestamps.ts';
import type { Client } from '../clients/client.ts';
import { verifiedHost } from '../clients/documents/metadata-document.ts';
import type { ConnectedApp } from '../schema.ts';
import { connectionEnd } from '../token/issue.ts';
import type { ConnectionRow } from './queries.ts';

/** Returns a client as members see it. @param verified whether an administrator verified it */
export function presentClient(
  {
    clientId,
    kind,
    name,
    uri,
    logoUri,
  }: Pick<Client, 'clientId' | 'name' | 'uri' | 'logoUri'> & { readonly kind: string },
  verified: boolean,
) {
  return { clientId, name, uri, logoUri, verifiedHost: verifiedHost(kind, clientId), verified };
}

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

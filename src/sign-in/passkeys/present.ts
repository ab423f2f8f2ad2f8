import type { Static } from 'typebox';
import { formatOptionalTimestamp, formatTimestamp } from '../../contract/timestamps.ts';
import type { PasskeyRow } from './queries.ts';
import type { Passkey } from './schema.ts';

/** Returns a passkey as the API shows it. */
export function presentPasskey(row: PasskeyRow): Static<typeof Passkey> {
  return {
    id: row.id,
    name: row.name,
    host: row.host,
    synced: row.synced === 1,
    createdAt: formatTimestamp(row.createdAt),
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
    blockedAt: formatOptionalTimestamp(row.blockedAt),
  };
}

/** Returns a passkey's descriptor, by which a browser finds it (WebAuthn 5.8.3). */
export function presentDescriptor({ credentialId, transports }: PasskeyRow) {
  return {
    id: credentialId,
    type: 'public-key' as const,
    transports: transports.split(' ').filter((transport) => transport !== ''),
  };
}

import type { Static } from 'typebox';
import { appendAudit } from '../../audit/append.ts';
import { makerOf, rememberMaker, requireLiveMaker } from '../../audit/maker.ts';
import type { Provenance } from '../../audit/provenance.ts';
import { hashSecret, sameHash } from '../../credentials/hash.ts';
import { newToken, tokenHint } from '../../credentials/token-format.ts';
import { SpedyError } from '../../http/errors.ts';
import { parseName } from '../../http/text.ts';
import { formatTimestamp } from '../../http/timestamps.ts';
import type { OffspringKind } from '../../leaks/leak-kind.ts';
import { requireSignedIn } from '../../organizations/may-invite.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
import {
  countResourceServers,
  deleteResourceServer,
  findResourceServerSecret,
  insertResourceServer,
  type ResourceServerRow,
  resourceServersMadeBy,
} from './queries.ts';
import type { ResourceServer } from './schema.ts';

const nameLength = 100;
/** Most of one organization. */
const most = 50;

/** Whom a resource server is made by. */
export type Maker = { readonly id: string; readonly name: string; readonly email: string };

/**
 * Makes the client of a resource server: a service that asks about any token of the organization. Its secret exists
 * only in what this returns.
 * @throws SpedyError session_required for a token; validation_failed; limit_reached; authentication_required where the
 * session has ended meanwhile
 */
export async function createResourceServer(
  db: Database,
  from: Provenance,
  maker: Maker,
  request: { readonly name: string },
): Promise<{ readonly row: ResourceServerRow; readonly secret: string }> {
  requireSignedIn(from, 'Only an administrator who is signed in may make a resource server, not a token.');
  const name = parseName('name', request.name, nameLength);
  const secret = newToken('client_secret');
  const row = {
    id: newId('rsv'),
    name,
    hint: tokenHint(secret),
    createdAt: from.at,
    makerId: maker.id,
    makerName: maker.name,
    makerEmail: maker.email,
  };
  const { organizationId } = from;
  await inTransaction(db, async (trx) => {
    await insertResourceServer(trx, {
      ...row,
      organizationId,
      secretHash: hashSecret(secret),
      createdBy: maker.id,
      madeBy: makerOf(from),
    });
    await rememberMaker(trx, from);
    await appendAudit(trx, from, {
      action: 'resource_server.created',
      target: { kind: 'resource_server', id: row.id },
      details: { name },
    });
    // From here on the transaction holds the organization's audit chain: of several at once each sees those before it.
    if ((await countResourceServers(trx, organizationId)) > most)
      throw new SpedyError('limit_reached', {
        message: `An organization has at most ${most} resource servers: remove one first.`,
      });
    await requireLiveMaker(trx, from);
  });
  return { row, secret };
}

/** Removes a resource server: its secret is refused from the next request on. @throws SpedyError not_found */
export async function removeResourceServer(db: Database, from: Provenance, id: string): Promise<void> {
  if (!isId('rsv', id) || !(await endResourceServer(db, from, id))) throw new SpedyError('not_found');
}

/** The same; false where it is gone already. @param reason for the audit log */
export async function endResourceServer(
  db: Database,
  from: Provenance,
  id: string,
  reason?: string,
): Promise<boolean> {
  return inTransaction(db, (trx) => endInTransaction(trx, from, id, reason === undefined ? {} : { reason }));
}

async function endInTransaction(
  trx: Transaction,
  from: Provenance,
  id: string,
  details: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const removed = await deleteResourceServer(trx, from.organizationId, id);
  if (!removed) return false;
  await appendAudit(trx, from, {
    action: 'resource_server.removed',
    target: { kind: 'resource_server', id },
    details: { name: removed.name, ...details },
  });
  return true;
}

/** What a session that was reported as leaked has made. */
export const resourceServerOffspring: OffspringKind = {
  madeBy: resourceServersMadeBy,
  end: async (trx, from, ids, details) => {
    let count = 0;
    for (const id of ids) if (await endInTransaction(trx, from, id, details)) count += 1;
    return count;
  },
};

/** Whether a client_id is a resource server's. */
export function isResourceServerId(clientId: string): boolean {
  return isId('rsv', clientId);
}

/** Whether a secret is the one of a resource server of this organization. */
export async function isResourceServer(
  db: Database,
  organizationId: string,
  id: string,
  secret: string,
): Promise<boolean> {
  const secretHash = await findResourceServerSecret(db, organizationId, id);
  return secretHash !== undefined && sameHash(hashSecret(secret), secretHash);
}

/** A resource server as administrators see it. */
export function presentResourceServer(row: ResourceServerRow): Static<typeof ResourceServer> {
  const { id, name, hint } = row;
  return {
    id,
    name,
    hint,
    createdAt: formatTimestamp(row.createdAt),
    createdBy: { id: row.makerId, name: row.makerName, email: row.makerEmail },
  };
}

import type { Static } from 'typebox';
import { appendAudit } from '../../../audit/append.ts';
import type { ChangeOrigin } from '../../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../../contract/errors.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../../contract/timestamps.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { type Database, inTransaction, type Transaction } from '../../../storage/database.ts';
import { isId } from '../../../storage/ids.ts';
import { type InSlices, slicer } from '../../../storage/slices.ts';
import { clientOf, lockApplication } from '../application-queries.ts';
import { verifiedHost } from '../client.ts';
import {
  countConnections,
  endConnectionsOfBlocked,
  findApplication,
  findBlockedToEnd,
  hasUncounted,
  type ListedApplication,
  setBlocked,
} from './queries.ts';
import type { Application, ApplicationChange } from './schema.ts';
import { deleteVerification, insertVerification } from './verification-queries.ts';

/** The sweep that ends the connections of blocked applications. */
export const blockedApplications = 'blocked applications';

/** Slices of connections that unblocking ends first, if the sweep has not. */
const slicesInRequest = 20;

/**
 * Blocks, unblocks, verifies or unverifies an application, in one transaction.
 * @throws SpedyError not_found; validation_failed when verifying a blocked application; unavailable when unblocking one
 * that is being blocked
 */
export async function changeApplication(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  applicationId: string,
  { blocked, verified }: Static<typeof ApplicationChange>,
): Promise<ListedApplication> {
  // What the sweep has not ended yet: no connection may work again after unblocking.
  if (blocked === false)
    await slicer(
      undefined,
      slicesInRequest,
    )((limit) => endConnectionsOfBlocked(db, organizationId, applicationId, from.at, limit));
  await inTransaction(db, async (trx) => {
    if (blocked !== undefined) await setAndRecordBlocked(trx, organizationId, from, applicationId, blocked);
    if (verified !== undefined) await verifyApplication(trx, organizationId, from, applicationId, verified);
  });
  return getApplication(db, organizationId, from, applicationId);
}

/**
 * Blocks an application, which immediately invalidates all its tokens and its verification. Its connections end in the
 * sweep, and lists leave them out until then.
 * @throws SpedyError not_found
 */
export async function blockApplication(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  applicationId: string,
): Promise<void> {
  await inTransaction(db, (trx) => setAndRecordBlocked(trx, organizationId, from, applicationId, true));
}

/** Ends the connections of blocked applications. */
export function sweepBlocked(db: Database, now: number, inSlices: InSlices): Promise<void> {
  return inSlices(async (limit) => {
    const blocked = await findBlockedToEnd(db);
    if (!blocked) return 0;
    await endConnectionsOfBlocked(db, blocked.organizationId, blocked.id, now, limit);
    return limit;
  });
}

async function setAndRecordBlocked(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  applicationId: string,
  blocked: boolean,
): Promise<void> {
  const { at } = from;
  if (!isId('app', applicationId)) throw new SpedyError('not_found');
  const changed = await setBlocked(trx, organizationId, applicationId, blocked, at);
  const { name, clientId } = await getApplication(trx, organizationId, from, applicationId);
  if (!changed) return;
  const connections = await countConnections(trx, organizationId, applicationId, at);
  if (!blocked && connections.total > 0)
    throw new SpedyError('unavailable', {
      message: 'The app is still being blocked. Try again in a few seconds.',
      headers: { 'retry-after': '2' },
    });
  const unverified = blocked && (await deleteVerification(trx, organizationId, hashSecret(clientId)));
  await appendAudit(trx, organizationId, from, {
    action: blocked ? 'application.blocked' : 'application.unblocked',
    target: { kind: 'application', id: applicationId },
    details: {
      name,
      ...(blocked ? { grantsEnded: connections.total } : {}),
      ...(connections.isExact ? {} : { grantsEndedIsExact: false as const }),
      ...(unverified ? { verificationWithdrawn: true } : {}),
    },
  });
}

/**
 * Verifies an application (the organization knows who makes it), or withdraws the verification. Connections stay.
 * @throws SpedyError not_found; validation_failed for a blocked application
 */
async function verifyApplication(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  applicationId: string,
  verified: boolean,
): Promise<void> {
  const { at } = from;
  if (!isId('app', applicationId)) throw new SpedyError('not_found');
  // The lock serializes this with a concurrent block.
  await lockApplication(trx, organizationId, applicationId);
  const { name, clientId, blockedAt } = await getApplication(trx, organizationId, from, applicationId);
  if (verified && blockedAt !== null)
    throw invalidField('verified', 'must not be true for a blocked app: unblock it first');
  const hash = hashSecret(clientId);
  const changed = verified
    ? await insertVerification(trx, organizationId, hash, at)
    : await deleteVerification(trx, organizationId, hash);
  if (!changed) return;
  await appendAudit(trx, organizationId, from, {
    action: verified ? 'application.verified' : 'application.unverified',
    target: { kind: 'application', id: applicationId },
    details: { name },
  });
}

async function getApplication(
  db: Database,
  organizationId: string,
  { at }: ChangeOrigin,
  applicationId: string,
): Promise<ListedApplication> {
  const application = await findApplication(db, organizationId, applicationId, at);
  if (!application) throw new SpedyError('not_found');
  return application;
}

/** Returns an application as administrators see it. */
export function presentApplication(row: ListedApplication): Static<typeof Application> {
  const client = clientOf(row);
  return {
    id: row.id,
    clientId: client.clientId,
    kind: client.kind,
    name: client.name,
    uri: client.uri,
    redirectUris: [...client.redirectUris],
    verifiedHost: verifiedHost(client),
    firstAllowedAt: formatTimestamp(row.createdAt),
    blockedAt: formatOptionalTimestamp(row.blockedAt),
    verifiedAt: formatOptionalTimestamp(row.verifiedAt),
    members: row.members,
    ...(hasUncounted(row) ? { membersIsExact: false } : {}),
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
  };
}

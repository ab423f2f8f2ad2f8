import { planHasPats } from '../../access/plans.ts';
import { appendAudit } from '../../audit/append.ts';
import {
  creatingCredential,
  recordCreatingSession,
  requireLiveCredential,
} from '../../audit/created-with.ts';
import { type ChangeOrigin, requireSession } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { parseName } from '../../contract/text.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken, tokenHint } from '../../credentials/token-format.ts';
import type { Organization } from '../../principals/principal.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
import { endScimToken, insertScimToken, listScimTokens, type ScimTokenRow } from './queries.ts';
import type { ScimTokenRequest } from './schema.ts';

const nameLength = 100;
/** Maximum number of active tokens of an organization. */
const maxTokens = 10;
/** `revoked_at` of a permanently revoked token: in the past for every server, even if its clock is behind. */
const permanently = 0;

/** The administrator who creates or rotates a token. */
type Creator = { readonly id: string; readonly name: string; readonly email: string };
type NewToken = { readonly row: ScimTokenRow; readonly secret: string };

/** @throws SpedyError plan_required if the plan has no SCIM: it comes with personal access tokens */
export function requireScim({ plan }: Pick<Organization, 'plan'>): void {
  if (!planHasPats(plan))
    throw new SpedyError('plan_required', {
      message:
        'Adding and changing members over SCIM requires the Pro plan. Deactivating and deleting them works on every plan.',
    });
}

/**
 * Creates a token with which an identity provider manages the members of the organization. Its value exists only in the
 * result.
 * @throws SpedyError session_required for a token; plan_required; validation_failed; limit_reached;
 * authentication_required if the session ended in the meantime
 */
export async function createScimToken(
  db: Database,
  organization: Organization,
  from: ChangeOrigin,
  creator: Creator,
  request: ScimTokenRequest,
): Promise<NewToken> {
  requireOwnSession(from);
  requireScim(organization);
  const name = parseName('name', request.name, nameLength);
  const role = request.role ?? 'TEAM_MEMBER';
  return inTransaction(db, async (trx) => {
    const token = await mint(trx, organization.id, from, creator, { name, role });
    await appendAudit(trx, organization.id, from, {
      action: 'scim_token.created',
      target: { kind: 'scim_token', id: token.row.id },
      details: { name, role },
    });
    await requireLimits(trx, organization.id, from);
    return token;
  });
}

/**
 * Replaces a token with a new one of the same name and role. The old one ends at once, or after the overlap. After an
 * error, it is unchanged.
 * @throws SpedyError session_required for a token; plan_required; not_found; limit_reached if the overlap makes too many
 */
export async function rotateScimToken(
  db: Database,
  organization: Organization,
  from: ChangeOrigin,
  creator: Creator,
  id: string,
  overlapSeconds: number,
): Promise<NewToken> {
  if (!isId('sct', id)) throw new SpedyError('not_found');
  const end = from.at + overlapSeconds * 1000;
  return inTransaction(db, async (trx) => {
    const endsAt = overlapSeconds === 0 ? permanently : end;
    const old = await endScimToken(trx, organization.id, id, { now: from.at, endsAt });
    if (!old) throw new SpedyError('not_found');
    requireOwnSession(from);
    requireScim(organization);
    const token = await mint(trx, organization.id, from, creator, old);
    await appendAudit(trx, organization.id, from, {
      action: 'scim_token.rotated',
      target: { kind: 'scim_token', id },
      details: { name: old.name, successorId: token.row.id, endsAt: formatTimestamp(end) },
    });
    await requireLimits(trx, organization.id, from);
    return token;
  });
}

/** Revokes a token, which stops working immediately. @throws SpedyError not_found */
export async function revokeScimToken(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
): Promise<void> {
  const isRevoked =
    isId('sct', id) && (await inTransaction(db, (trx) => endNow(trx, organizationId, from, id)));
  if (!isRevoked) throw new SpedyError('not_found');
}

/** Revokes a token if it is active; returns whether it was. @param why details for the audit log */
export async function endNow(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
  why: { readonly reason?: string; readonly leaked?: string } = {},
): Promise<boolean> {
  const ended = await endScimToken(trx, organizationId, id, { now: from.at, endsAt: permanently });
  if (!ended) return false;
  await appendAudit(trx, organizationId, from, {
    action: 'scim_token.revoked',
    target: { kind: 'scim_token', id },
    details: { name: ended.name, ...why },
  });
  return true;
}

async function mint(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  creator: Creator,
  { name, role }: { readonly name: string; readonly role: string },
): Promise<NewToken> {
  const secret = newToken('scim');
  const fields = { id: newId('sct'), name, role, hint: tokenHint(secret), createdAt: from.at };
  await insertScimToken(trx, {
    ...fields,
    organizationId,
    hash: hashSecret(secret),
    createdBy: creator.id,
    createdWith: creatingCredential(from),
  });
  await recordCreatingSession(trx, organizationId, from);
  const { id: creatorId, name: creatorName, email: creatorEmail } = creator;
  return {
    row: { ...fields, revokedAt: null, lastUsedAt: null, creatorId, creatorName, creatorEmail },
    secret,
  };
}

function requireOwnSession(from: ChangeOrigin): void {
  requireSession(from, 'Sign in as an administrator to create a SCIM token. Tokens cannot create one.');
}

/** Call it after the audit event, which locks the organization's chain, so that concurrent changes see each other. */
async function requireLimits(trx: Transaction, organizationId: string, from: ChangeOrigin): Promise<void> {
  if ((await listScimTokens(trx, organizationId, from.at)).length > maxTokens)
    throw new SpedyError('limit_reached', {
      message: `An organization can have at most ${maxTokens} SCIM tokens. Revoke one first.`,
    });
  await requireLiveCredential(trx, organizationId, from);
}

import { appendAudit } from '../../audit/append.ts';
import { changedFields } from '../../audit/changed-fields.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import { lockOrganization } from '../../organizations/queries.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { parseProvider } from './parse-provider.ts';
import { openSecret, type Provider, presentProvider, sealContext } from './provider.ts';
import {
  deleteProviderRow,
  endOtherSessions,
  endProviderSessions,
  findProviderRow,
  forgetSecondFactors,
  isAdminWithPassword,
  type ProviderRow,
  saveProviderRow,
} from './queries.ts';
import type { IdentityProvider, IdentityProviderInput } from './schema.ts';

type SettingsServices = {
  readonly db: Database;
  readonly keys: KeyRing;
  /** Whether http on loopback is allowed, for development. */
  readonly allowLoopback: boolean;
};

/**
 * Sets the organization's identity provider. If single sign-on becomes required, or has another break-glass administrator,
 * sessions that were opened in another way end, except this one and those of the break-glass administrator. Sessions that
 * another issuer opened end too, except this one.
 * @throws SpedyError validation_failed
 */
export function saveProvider(
  { db, keys, allowLoopback }: SettingsServices,
  from: ChangeOrigin,
  { organization: { id }, authentication: { sessionId } }: SessionPrincipal,
  input: IdentityProviderInput,
): Promise<IdentityProvider> {
  const { clientSecret, ...parsed } = parseProvider(input, allowLoopback);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, id);
    const before = await findProviderRow(trx, id);
    const row: ProviderRow = {
      ...parsed,
      ...sealSecret(keys, id, parsed, clientSecret, before),
      domains: JSON.stringify(parsed.domains),
      roles: JSON.stringify(parsed.roles),
      required: parsed.required ? 1 : 0,
      trustsSecondFactor: parsed.trustsSecondFactor ? 1 : 0,
      updatedAt: from.at,
    };
    await requireBreakGlass(trx, id, parsed.breakGlassUserId);
    const changed = changedFields(before ? auditFields(before) : none, auditFields(row));
    if (before && !changed && clientSecret === undefined) return presentProvider(before);
    await saveProviderRow(trx, id, row);
    if (before?.trustsSecondFactor === 1 && row.trustsSecondFactor === 0) await forgetSecondFactors(trx, id);
    const isOtherBreakGlass = before?.required !== 1 || before.breakGlassUserId !== row.breakGlassUserId;
    const isOtherIssuer = before !== undefined && before.issuer !== row.issuer;
    const ofOtherIssuer = isOtherIssuer ? await endProviderSessions(trx, id, sessionId) : undefined;
    const ofOtherWays =
      row.required && row.breakGlassUserId !== null && isOtherBreakGlass
        ? await endOtherSessions(trx, id, { userId: row.breakGlassUserId, sessionId })
        : undefined;
    const sessionsEnded =
      ofOtherIssuer === undefined && ofOtherWays === undefined
        ? undefined
        : (ofOtherIssuer ?? 0) + (ofOtherWays ?? 0);
    await appendAudit(trx, id, from, {
      action: 'single_sign_on.configured',
      target: { kind: 'organization', id },
      details: {
        ...(changed ?? { before: {}, after: {} }),
        ...(clientSecret === undefined ? {} : { secretChanged: true }),
        ...(sessionsEnded === undefined ? {} : { sessionsEnded }),
      },
    });
    return presentProvider(row);
  });
}

/**
 * Returns the provider that settings describe, without saving it. Without a client secret, it has the stored one.
 * @throws SpedyError validation_failed
 */
export async function draftProvider(
  { db, keys, allowLoopback }: SettingsServices,
  organizationId: string,
  input: IdentityProviderInput,
): Promise<Provider> {
  const { clientSecret, ...parsed } = parseProvider(input, allowLoopback);
  const before = await findProviderRow(db, organizationId);
  const sealed = sealSecret(keys, organizationId, parsed, clientSecret, before);
  const { issuer } = parsed;
  return { ...parsed, organizationId, clientSecret: openSecret(keys, organizationId, { issuer, ...sealed }) };
}

/**
 * Removes the organization's identity provider, and ends the sessions that it opened. The members stay and keep their
 * links, which work again with the same issuer.
 * @param keptSessionId the session that is not affected; null if there is none
 * @throws SpedyError not_found if there is none
 */
export function removeProvider(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  keptSessionId: string | null,
): Promise<void> {
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const removed = await deleteProviderRow(trx, organizationId);
    if (!removed) throw new SpedyError('not_found', { message: 'Single sign-on is not set up.' });
    const sessionsEnded = await endProviderSessions(trx, organizationId, keptSessionId);
    await appendAudit(trx, organizationId, from, {
      action: 'single_sign_on.removed',
      target: { kind: 'organization', id: organizationId },
      details: { ...removed, sessionsEnded },
    });
  });
}

/**
 * Seals the new client secret, or keeps the stored one. A stored one belongs to its issuer: otherwise whoever can change the
 * settings could have it sent to a server of their own.
 */
function sealSecret(
  keys: KeyRing,
  organizationId: string,
  { issuer, clientId }: Pick<IdentityProviderInput, 'issuer' | 'clientId'>,
  clientSecret: string | undefined,
  before: ProviderRow | undefined,
): Pick<ProviderRow, 'keyId' | 'sealedSecret'> {
  if (clientSecret !== undefined) {
    const context = sealContext(organizationId, issuer);
    const { keyId, bytes } = keys.seal('identity-provider', context, Buffer.from(clientSecret));
    return { keyId, sealedSecret: bytes };
  }
  if (!before) throw invalidField('clientSecret', 'must not be empty');
  if (before.issuer !== issuer || before.clientId !== clientId)
    throw invalidField('clientSecret', 'must be entered again if the issuer or the client ID changes');
  return { keyId: before.keyId, sealedSecret: before.sealedSecret };
}

async function requireBreakGlass(
  trx: Transaction,
  organizationId: string,
  userId: string | null,
): Promise<void> {
  if (userId === null || (await isAdminWithPassword(trx, organizationId, userId))) return;
  throw invalidField('breakGlassUserId', 'must be an active administrator who has a password');
}

/** The settings as the audit log shows them: lists as one text. */
function auditFields(row: ProviderRow) {
  const { name, issuer, clientId, scope, domains, defaultRole, roleClaim, roles, ...rest } =
    presentProvider(row);
  const { required, breakGlassUserId, trustsSecondFactor } = rest;
  return {
    name,
    issuer,
    clientId,
    scope,
    domains: domains.join(' '),
    defaultRole,
    roleClaim,
    roles: roles.map(({ value, role }) => `${value}=${role}`).join(', '),
    required,
    breakGlassUserId,
    trustsSecondFactor,
  };
}

const none: Partial<ReturnType<typeof auditFields>> = {};

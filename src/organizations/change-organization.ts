import type { Plan } from '../access/plans.ts';
import { hour, type Policy } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { type ChangeOrigin, requireSession } from '../contract/change-origin.ts';
import { invalidField } from '../contract/errors.ts';
import { parseName } from '../contract/text.ts';
import { parseOrganization } from '../principals/organization-row.ts';
import type { Organization } from '../principals/principal.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { changedPolicy, isRequired } from './policy-change.ts';
import {
  deleteEndedSessions,
  findOrganization,
  lockOrganization,
  updateOrganization,
  updatePlan,
} from './queries.ts';
import { nameLength, type OrganizationChange } from './schema.ts';

/**
 * Changes an organization's name and any part of its policy, effective from the next request.
 * @param operatorDays the operator's retention of audit logs, which that of the policy cannot exceed; null if there is none
 * @throws SpedyError validation_failed; session_required if a token changes how long data is kept
 */
export function changeOrganization(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  change: OrganizationChange,
  operatorDays: number | null = null,
): Promise<Organization> {
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = parseOrganization(await findOrganization(trx, organizationId));
    const name = change.name === undefined ? before.name : parseName('name', change.name, nameLength);
    const after = { ...before, name, policy: changedPolicy(before.policy, change.policy ?? {}) };
    const changed = changedFields(recorded(before), recorded(after));
    if (!changed) return before;
    requireRetention(from, before.policy, after.policy, operatorDays);
    // Sessions that have ended stay ended, also under a more generous policy.
    const { sessionIdleHours, sessionLifetimeHours } = before.policy;
    await deleteEndedSessions(trx, organizationId, {
      usedBefore: from.at - sessionIdleHours * hour,
      openedBefore: from.at - sessionLifetimeHours * hour,
    });
    await updateOrganization(trx, after.id, after.name, after.policy);
    await appendAudit(trx, organizationId, from, {
      action: 'organization.changed',
      target: { kind: 'organization', id: after.id },
      details: changed,
    });
    return after;
  });
}

/** A stolen token must not delete the events that show what was done with it. */
function requireRetention(
  from: ChangeOrigin,
  before: Policy,
  after: Policy,
  operatorDays: number | null,
): void {
  const { auditRetentionDays: days } = after;
  const isChanged = days !== before.auditRetentionDays;
  if (isChanged || after.usageRetentionDays !== before.usageRetentionDays)
    requireSession(from, 'A token cannot change how long data is kept. Sign in and use the dashboard.');
  if (isChanged && days !== null && operatorDays !== null && days > operatorDays)
    throw invalidField(
      'policy.auditRetentionDays',
      `must be at most ${operatorDays}, which the operator of the server has set`,
    );
}

/** The fields that the audit log compares. `twoFactorRequired` is the name that earlier events have. */
function recorded({ name, policy }: Organization) {
  return { name, ...policy, twoFactorRequired: isRequired(policy) };
}

/** Changes an organization's plan, which its tokens follow from the next request. */
export function setPlan(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  plan: Plan,
): Promise<Organization> {
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = parseOrganization(await findOrganization(trx, organizationId));
    const changed = changedFields({ plan: before.plan }, { plan });
    if (!changed) return before;
    await updatePlan(trx, before.id, plan);
    await appendAudit(trx, organizationId, from, {
      action: 'organization.plan_changed',
      target: { kind: 'organization', id: before.id },
      details: changed,
    });
    return { ...before, plan };
  });
}

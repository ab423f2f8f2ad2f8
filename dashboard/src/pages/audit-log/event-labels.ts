import type { AuditEvent } from '../../api/organization/audit-events.ts';
import { isolated } from '../../ui/text/isolated.ts';

/** Labels of audit actions. The table shows them between the actor and the target. */
const labels: Readonly<Record<string, string>> = {
  'organization.created': 'Created the organization',
  'organization.changed': 'Changed the organization',
  'organization.plan_changed': 'Changed the plan',
  'member.created': 'Added a member',
  'member.changed': 'Changed a member',
  'member.removed': 'Removed a member',
  'member.password_changed': 'Changed their password',
  'member.second_factor_enabled': 'Turned on two-factor authentication',
  'member.second_factor_disabled': 'Turned off two-factor authentication',
  'member.backup_codes_renewed': 'Generated new backup codes',
  'member.second_factor_reset': "Reset a member's two-factor authentication",
  'invitation.created': 'Invited a member',
  'invitation.link_renewed': 'Created a new invitation link',
  'invitation.revoked': 'Revoked an invitation',
  'invitation.accepted': 'Accepted an invitation',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.verified': 'Confirmed a session with a two-factor code',
  'refusal.sign_in': 'Failed to sign in',
  'refusal.password': 'Entered a wrong password',
  'refusal.second_factor': 'Entered a wrong two-factor code',
  'refusal.invitation': 'Used an invalid invitation',
  'refusal.limit': 'Hit a rate limit',
  'refusal.summed': 'Counted further failed attempts',
  'token.created': 'Created a token',
  'token.rotated': 'Rotated a token',
  'token.revoked': 'Revoked a token',
  'application.blocked': 'Blocked an app',
  'application.unblocked': 'Unblocked an app',
  'application.verified': 'Verified an app',
  'application.unverified': 'Unverified an app',
  'resource_server.created': 'Created a resource server',
  'resource_server.removed': 'Removed a resource server',
  'grant.allowed': 'Connected an app',
  'grant.allowed_before': 'Reconnected an app',
  'grant.denied': 'Denied access to an app',
  'grant.exchanged': 'Issued tokens to an app',
  'grant.refreshed': "Refreshed an app's tokens",
  'grant.token_revoked': "Revoked an app's token",
  'grant.code_reused': "Reused an app's authorization code",
  'grant.ended': "Revoked an app's access",
  'board.created': 'Created a board',
  'board.member_added': 'Added a member to a board',
  'board.member_removed': 'Removed a member from a board',
  'ticket.created': 'Created a ticket',
  'ticket.changed': 'Changed a ticket',
  'comment.created': 'Added a comment',
};

/** Returns an action's label, or its name if it has no label. */
export function actionLabel({ action }: Pick<AuditEvent, 'action'>): string {
  return labels[action] ?? action;
}

/** Returns the actor's name. */
export function actorLabel({ actor }: Pick<AuditEvent, 'actor'>): string {
  switch (actor.kind) {
    case 'member':
      return actor.name ?? actor.id ?? 'A former member';
    case 'operator':
      return 'Operator';
    case 'system':
      return 'System';
    case 'anonymous':
      return 'Anonymous';
  }
}

/** Returns the target's name, or its id if the log has no name. Null if the action needs no target. */
export function targetLabel(
  { action, actor, target, details }: Pick<AuditEvent, 'action' | 'actor' | 'target' | 'details'>,
  memberName: (id: string) => string | null,
): string | null {
  if (target.kind === 'session' || target.kind === 'organization') return null;
  if (target.kind === 'account' && target.id === 'unknown') return null;
  const text = (key: string) => {
    const value = (details as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const userId = text('userId');
  const ownerName = userId === null ? null : memberName(userId);
  const owner = ownerName && isolated(ownerName);
  const known = target.kind === 'user' ? memberName(target.id) : null;
  const called = text('name') ?? known ?? text('email') ?? text('client') ?? memberName(target.id);
  const name = called && isolated(called);
  if (target.kind === 'token' || target.kind === 'grant') {
    const isOwn = userId === actor.id;
    return [name ?? target.id, owner && !isOwn && `(${owner})`].filter(Boolean).join(' ');
  }
  if (target.kind === 'ticket')
    return [text('displayId'), isolated(text('title') ?? '')].filter(Boolean).join(' ') || target.id;
  if (target.kind === 'board' && action !== 'board.created') return owner ?? target.id;
  if (target.kind === 'comment') return null;
  return name ?? target.id;
}

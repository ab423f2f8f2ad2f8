import type { AuditEvent } from '../../api/organization/audit-events.ts';
import { isolated } from '../../ui/text/isolated.ts';

/** What was done, after the name of who did it and before the name of what it was done to. */
const words: Readonly<Record<string, string>> = {
  'organization.created': 'Created the organization',
  'organization.changed': 'Changed the organization',
  'organization.plan_changed': 'Changed the plan',
  'member.created': 'Added a member',
  'member.changed': 'Changed a member',
  'member.removed': 'Removed a member',
  'member.password_changed': 'Changed their password',
  'member.second_factor_enabled': 'Turned on two-factor authentication',
  'member.second_factor_disabled': 'Turned off two-factor authentication',
  'member.backup_codes_renewed': 'Made new backup codes',
  'member.second_factor_reset': "Reset a member's two-factor authentication",
  'invitation.created': 'Invited somebody',
  'invitation.link_renewed': 'Made a new link for an invitation',
  'invitation.revoked': 'Revoked an invitation',
  'invitation.accepted': 'Accepted an invitation',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.verified': 'Confirmed a session with a second factor',
  'refusal.sign_in': 'Failed to sign in',
  'refusal.password': 'Entered a wrong current password',
  'refusal.second_factor': 'Entered a wrong second factor',
  'refusal.invitation': 'Used an invitation that is not valid',
  'refusal.limit': 'Reached a limit',
  'refusal.summed': 'Counted more refused attempts',
  'token.created': 'Created a token',
  'token.rotated': 'Rotated a token',
  'token.revoked': 'Revoked a token',
  'application.blocked': 'Blocked an application',
  'application.unblocked': 'Let an application in again',
  'application.verified': 'Verified an application',
  'application.unverified': 'Withdrew the verification of an application',
  'resource_server.created': 'Made a resource server',
  'resource_server.removed': 'Removed a resource server',
  'grant.allowed': 'Connected an application',
  'grant.allowed_before': 'Connected an application again',
  'grant.denied': 'Denied an application',
  'grant.exchanged': 'Gave an application its tokens',
  'grant.refreshed': "Renewed an application's tokens",
  'grant.token_revoked': "Revoked an application's token",
  'grant.code_reused': "Used an application's code twice",
  'grant.ended': "Ended an application's access",
  'board.created': 'Created a board',
  'board.member_added': 'Put a member on a board',
  'board.member_removed': 'Took a member off a board',
  'ticket.created': 'Created a ticket',
  'ticket.changed': 'Changed a ticket',
  'comment.created': 'Wrote a comment',
};

/** An action in plain words; as the log has it where it is not known here. */
export function actionWords({ action }: Pick<AuditEvent, 'action'>): string {
  return words[action] ?? action;
}

/** Who did it, in words. */
export function actorWords({ actor }: Pick<AuditEvent, 'actor'>): string {
  switch (actor.kind) {
    case 'member':
      return actor.name ?? actor.id ?? 'A former member';
    case 'operator':
      return 'The operator';
    case 'system':
      return 'The server';
    case 'anonymous':
      return 'Somebody without a credential';
  }
}

/** What it was done to, as people call it; the id where the log has no name. Null where the action says it all. */
export function targetWords(
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
    return [name ?? target.id, owner && !isOwn && `of ${owner}`].filter(Boolean).join(' ');
  }
  if (target.kind === 'ticket')
    return [text('displayId'), isolated(text('title') ?? '')].filter(Boolean).join(' ') || target.id;
  if (target.kind === 'board' && action !== 'board.created') return owner ?? target.id;
  if (target.kind === 'comment') return null;
  return name ?? target.id;
}

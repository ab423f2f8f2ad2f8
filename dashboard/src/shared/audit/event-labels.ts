import type { AuditEvent } from '../../api/organization/audit-events.ts';

/** Labels of audit actions. The table shows them between the actor and the target. */
const labels: Readonly<Record<string, string>> = {
  'organization.created': 'Created the organization',
  'organization.changed': 'Changed the organization',
  'organization.plan_changed': 'Changed the plan',
  'organization.slug_changed': "Changed the organization's address",
  'organization.logo_changed': 'Changed the logo',
  'organization.logo_removed': 'Removed the logo',
  'organization.deleted': 'Deleted the organization',
  'organization.restored': 'Restored the organization',
  'organization.audit_pruned': 'Deleted older audit events',
  'single_sign_on.configured': 'Changed single sign-on',
  'single_sign_on.removed': 'Removed single sign-on',
  'member.created': 'Added a member',
  'member.changed': 'Changed a member',
  'member.removed': 'Removed a member',
  'member.erased': 'Erased the personal data of a member',
  'member.offboarded': "Revoked a member's tokens and apps",
  'member.linked': 'Linked an account of the identity provider',
  'member.password_changed': 'Changed their password',
  'member.second_factor_enabled': 'Turned on two-factor authentication',
  'member.second_factor_disabled': 'Turned off two-factor authentication',
  'member.backup_codes_renewed': 'Generated new backup codes',
  'member.password_reset_requested': 'Requested a link to reset a password',
  'member.password_reset': 'Set a new password with a link',
  'member.email_change_requested': 'Requested a change of an email',
  'member.email_change_canceled': 'Canceled a change of an email',
  'member.email_changed': 'Changed an email',
  'member.notifications_changed': 'Changed their notifications',
  'member.second_factor_reset': "Reset a member's two-factor authentication",
  'passkey.registered': 'Registered a passkey',
  'passkey.renamed': 'Renamed a passkey',
  'passkey.removed': 'Removed a passkey',
  'passkey.blocked': 'Used a passkey that has a copy',
  'invitation.created': 'Invited a member',
  'invitation.link_renewed': 'Created a new invitation link',
  'invitation.revoked': 'Revoked an invitation',
  'invitation.accepted': 'Accepted an invitation',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.verified': 'Used a second factor in a session',
  'session.confirmed': 'Confirmed their identity',
  'refusal.sign_in': 'Failed to sign in',
  'refusal.single_sign_on': 'Failed to sign in with the identity provider',
  'refusal.password': 'Entered a wrong password',
  'refusal.second_factor': 'Entered a wrong two-factor code',
  'refusal.invitation': 'Used an invalid invitation',
  'refusal.link': 'Used an invalid link',
  'refusal.limit': 'Hit a rate limit',
  'refusal.summed': 'Counted further failed attempts',
  'token.created': 'Created a token',
  'token.changed': 'Changed a token',
  'token.rotated': 'Rotated a token',
  'token.revoked': 'Revoked a token',
  'scim_token.created': 'Created a SCIM token',
  'scim_token.rotated': 'Rotated a SCIM token',
  'scim_token.revoked': 'Revoked a SCIM token',
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
  'board.renamed': 'Renamed a board',
  'board.member_added': 'Added a member to a board',
  'board.member_removed': 'Removed a member from a board',
  'ticket.created': 'Created a ticket',
  'ticket.changed': 'Changed a ticket',
  'comment.created': 'Added a comment',
  'comment.changed': 'Changed a comment',
  'comment.deleted': 'Deleted a comment',
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
    case 'scim':
      return 'Identity provider';
    case 'operator':
      return 'Operator';
    case 'system':
      return 'System';
    case 'anonymous':
      return 'Anonymous';
  }
}

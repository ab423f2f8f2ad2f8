import type { Member } from '../../api/organization/members.ts';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/text/time.tsx';

/** Whether a member is active. */
export function MemberState({ state }: Pick<Member, 'state'>) {
  return state === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="warning">Deactivated</Badge>;
}

const names = { totp: 'Authenticator app', passkey: 'Passkey' } as const;

/** The second factors that a member has set up. */
export function SecondFactors({ secondFactors }: Pick<Member, 'secondFactors'>) {
  if (secondFactors.length === 0) return <span className="text-muted">None</span>;
  return <span>{secondFactors.map((kind) => names[kind]).join(', ')}</span>;
}

/** When a member last used one of their credentials. */
export function LastSeen({ lastSeenAt }: Pick<Member, 'lastSeenAt'>) {
  return lastSeenAt === null ? <span className="text-muted">Never</span> : <Time at={lastSeenAt} />;
}

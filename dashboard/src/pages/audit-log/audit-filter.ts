import type { AuditFilter } from '../../api/organization/audit-events.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;

/** The kinds of actions, by the beginning of their names. */
export const kinds = [
  { value: '', label: 'Every kind' },
  { value: 'token.', label: 'Access tokens' },
  { value: 'grant.', label: 'Connected applications' },
  { value: 'application.', label: 'Blocked applications' },
  { value: 'session.', label: 'Sign-ins' },
  { value: 'refusal.', label: 'Refused attempts' },
  { value: 'member.', label: 'Members' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'organization.', label: 'Organization and policy' },
  { value: 'board.', label: 'Boards' },
  { value: 'ticket.', label: 'Tickets' },
  { value: 'comment.', label: 'Comments' },
] as const;

/** What an address asks for, days as they stand in it; what it says wrongly is left out. */
export type AskedFilter = {
  readonly actorId: string | null;
  readonly action: string | null;
  readonly from: string | null;
  readonly to: string | null;
};

export function askedFilterOf(get: Get): AskedFilter {
  return {
    actorId: get('actorId', (value) => /^usr_[0-9a-z]{23}$/.test(value)),
    action: get('action', (value) => value !== '' && kinds.some((kind) => kind.value === value)),
    from: get('from', isDay),
    to: get('to', isDay),
  };
}

/** The same for the API: days are the viewer's own, the last one with all of it. */
export function filterOf({ actorId, action, from, to }: AskedFilter): AuditFilter {
  return {
    ...(actorId === null ? {} : { actorId }),
    ...(action === null ? {} : { action }),
    ...(from === null ? {} : { from: startOf(from, 0) }),
    ...(to === null ? {} : { to: startOf(to, 1) }),
  };
}

/** The beginning of a day in the viewer's zone, or of the one after it. */
function startOf(day: string, later: 0 | 1): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** `2026-03-15`, of a day that there is. */
function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

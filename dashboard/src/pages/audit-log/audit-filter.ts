import type { AuditFilter } from '../../api/organization/audit-events.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;

/** Event types, by the prefix of their action names. */
export const kinds = [
  { value: '', label: 'All events' },
  { value: 'token.', label: 'Access tokens' },
  { value: 'grant.', label: 'Connected apps' },
  { value: 'application.', label: 'App verification and blocking' },
  { value: 'session.', label: 'Sign-ins' },
  { value: 'refusal.', label: 'Failed attempts' },
  { value: 'member.', label: 'Members' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'organization.', label: 'Organization and policy' },
  { value: 'board.', label: 'Boards' },
  { value: 'ticket.', label: 'Tickets' },
  { value: 'comment.', label: 'Comments' },
] as const;

/** The filter as the page's address has it, with days as `YYYY-MM-DD`. Invalid values are null. */
export type AddressFilter = {
  readonly actorId: string | null;
  readonly action: string | null;
  readonly from: string | null;
  readonly to: string | null;
};

export function addressFilterOf(get: Get): AddressFilter {
  return {
    actorId: get('actorId', (value) => /^usr_[0-9a-z]{23}$/.test(value)),
    action: get('action', (value) => value !== '' && kinds.some((kind) => kind.value === value)),
    from: get('from', isDay),
    to: get('to', isDay),
  };
}

/**
 * Converts the filter for the API: days become times in the viewer's time zone, and the last day is included.
 */
export function filterOf({ actorId, action, from, to }: AddressFilter): AuditFilter {
  return {
    ...(actorId === null ? {} : { actorId }),
    ...(action === null ? {} : { action }),
    ...(from === null ? {} : { from: startOf(from, 0) }),
    ...(to === null ? {} : { to: startOf(to, 1) }),
  };
}

/** Returns the start of a day in the viewer's time zone, or of the day after it. */
function startOf(day: string, later: 0 | 1): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** Whether a text is an existing day such as `2026-03-15`. */
function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

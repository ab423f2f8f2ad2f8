import type { AuditFilter } from '../../api/organization/audit-events.ts';
import type { TimeZone } from './time-zone.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;

/** Event types, by the prefixes of their action names or by single actions. */
export const kinds = [
  { value: '', label: 'All events' },
  { value: 'token.', label: 'Access tokens' },
  { value: 'grant.', label: 'Connected apps' },
  { value: 'application.', label: 'App verification and blocking' },
  { value: 'session.', label: 'Sign-ins' },
  {
    value: 'refusal.sign_in,refusal.second_factor,refusal.single_sign_on,refusal.summed',
    label: 'Failed sign-ins',
  },
  { value: 'refusal.', label: 'All failed attempts' },
  { value: 'member.', label: 'Members' },
  { value: 'passkey.', label: 'Passkeys' },
  { value: 'scim_token.', label: 'SCIM tokens' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'organization.', label: 'Organization and policy' },
  { value: 'single_sign_on.', label: 'Single sign-on' },
  { value: 'resource_server.', label: 'Resource servers' },
  { value: 'board.', label: 'Boards' },
  { value: 'ticket.', label: 'Tickets' },
  { value: 'comment.', label: 'Comments' },
] as const;

/** Who can act besides members. */
export const actorKinds = [
  { value: 'operator', label: 'Operator' },
  { value: 'scim', label: 'Identity provider' },
  { value: 'system', label: 'System' },
  { value: 'anonymous', label: 'Not signed in' },
] as const;
type ActorKind = (typeof actorKinds)[number]['value'];

/** The parts of a filter, as the page's address has them. Days are `YYYY-MM-DD`. */
const parts = [
  'search',
  'actorId',
  'actorKind',
  'action',
  'credentialId',
  'address',
  'targetId',
  'from',
  'to',
] as const;
type Part = (typeof parts)[number];

/** The filter as the page's address has it. Invalid values are null. */
export type AddressFilter = Readonly<Record<Part, string | null>>;

const isId = (value: string) => /^[\w.:-]{1,200}$/.test(value);
const checks: Readonly<Record<Part, (value: string) => boolean>> = {
  search: (value) => value.trim() !== '' && value.length <= 100,
  actorId: (value) => /^usr_[0-9a-z]{23}$/.test(value),
  actorKind: isActorKind,
  action: isAction,
  credentialId: isId,
  address: (value) => /^[0-9a-f.:]{2,45}$/i.test(value),
  targetId: isId,
  from: isDay,
  to: isDay,
};

export function addressFilterOf(get: Get): AddressFilter {
  return Object.fromEntries(parts.map((part) => [part, get(part, checks[part])])) as AddressFilter;
}

export function isFiltered(filter: AddressFilter): boolean {
  return parts.some((part) => filter[part] !== null);
}

/**
 * Converts the filter for the API: days become times in a time zone, and the last day is included.
 */
export function filterOf({ from, to, actorKind, ...others }: AddressFilter, zone: TimeZone): AuditFilter {
  const named = Object.entries(others).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(named),
    ...(isActorKind(actorKind) ? { actorKind } : {}),
    ...(from === null ? {} : { from: startOf(from, 0, zone) }),
    ...(to === null ? {} : { to: startOf(to, 1, zone) }),
  };
}

/** Returns the start of a day, or of the day after it. */
function startOf(day: string, later: 0 | 1, zone: TimeZone): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const start =
    zone === 'utc'
      ? new Date(Date.UTC(year, month - 1, date + later))
      : new Date(year, month - 1, date + later);
  return start.toISOString();
}

function isActorKind(value: string | null): value is ActorKind {
  return actorKinds.some((kind) => kind.value === value);
}

/** Whether a text is one of the event types, or a single action of one of them. */
function isAction(value: string): boolean {
  if (value === '') return false;
  return kinds.some(
    (kind) =>
      kind.value === value ||
      (kind.value.endsWith('.') && value.startsWith(kind.value) && /^[a-z_]+\.[a-z_]+$/.test(value)),
  );
}

/** Whether a text is an existing day such as `2026-03-15`. */
function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

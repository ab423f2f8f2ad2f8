import type { AuditEvent, NamedMembers } from '../../../api/organization/audit-events.ts';
import { isolated } from '../../../ui/text/isolated.ts';
import { actionLabel } from '../event-labels.ts';
import { credentialSummaries } from './credentials.ts';
import { memberSummaries } from './members.ts';
import { organizationSummaries } from './organization.ts';
import type { Fields, Summary } from './words.ts';

/** A summary for every action of the audit log. */
const summaries: Readonly<Record<string, Summary>> = {
  ...organizationSummaries,
  ...memberSummaries,
  ...credentialSummaries,
};

type Summarized = Pick<AuditEvent, 'action' | 'actor' | 'target' | 'details'>;

/** Says in one line what an event is about, so that its details are rarely needed. */
export function summaryOf(event: Summarized, members: NamedMembers): string {
  const { action, actor, target } = event;
  const details = event.details as Fields;
  const summary = summaries[action];
  if (!summary) return actionLabel(event);
  return summary({
    details,
    before: fieldsOf(details.before),
    after: fieldsOf(details.after),
    actorId: actor.id,
    target,
    person: (id) =>
      isolated(members[String(id)]?.name ?? (id === actor.id ? actor.name : null) ?? String(id)),
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

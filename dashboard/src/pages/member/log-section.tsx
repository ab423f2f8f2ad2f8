import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AuditEvent, NamedMembers } from '../../api/organization/audit-events.ts';
import { memberEventsQuery } from '../../api/organization/member-events.ts';
import { actorLabel } from '../../shared/audit/event-labels.ts';
import { eventPath } from '../../shared/audit/event-path.ts';
import { summaryOf } from '../../shared/audit/summaries/summary.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { Nothing, Section } from './section.tsx';

type Props = {
  readonly userId: string;
  /** Whether it shows what the member did, or what was done to them. */
  readonly side: 'by' | 'about';
};

/** The latest events of the audit log by a member or about them. */
export function LogSection({ userId, side }: Props) {
  const filter = side === 'by' ? { actorId: userId } : { targetId: userId };
  const events = useQuery(memberEventsQuery(filter));
  const log = `/settings/organization/audit-log?${new URLSearchParams(filter)}`;
  return (
    <Section
      title={side === 'by' ? 'What they did' : 'What was done to them'}
      all={{ to: log, label: 'View in the audit log' }}
    >
      {events.isPending && <SkeletonRows rows={2} />}
      {!events.data && events.error && (
        <LoadError what="the events" error={events.error} onRetry={() => void events.refetch()} />
      )}
      {events.data?.data.length === 0 && <Nothing>Nothing yet.</Nothing>}
      {events.data && events.data.data.length > 0 && (
        <ol className="grid divide-y divide-line rounded-lg border border-line bg-surface">
          {events.data.data.map((event) => (
            <Event key={event.id} event={event} members={events.data.members} side={side} />
          ))}
        </ol>
      )}
    </Section>
  );
}

type EventProps = {
  readonly event: AuditEvent;
  readonly members: NamedMembers;
  readonly side: Props['side'];
};

function Event({ event, members, side }: EventProps) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2.5">
      <span className="min-w-0 flex-1 basis-56 [overflow-wrap:anywhere]">
        <Link to={eventPath(event.sequence)} className="rounded underline-offset-4 hover:underline">
          {summaryOf(event, members)}
        </Link>
        {side === 'about' && (
          <span className="text-muted">
            , by <Name>{actorLabel(event)}</Name>
          </span>
        )}
      </span>
      <Time at={event.at} className="text-muted text-sm" />
    </li>
  );
}

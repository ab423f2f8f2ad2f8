import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { isApiError } from '../../api/errors.ts';
import { type AuditEvent, auditEventQuery, type NamedMembers } from '../../api/organization/audit-events.ts';
import { actorLabel } from '../../shared/audit/event-labels.ts';
import { auditLogPath, eventPath } from '../../shared/audit/event-path.ts';
import { summaryOf } from '../../shared/audit/summaries/summary.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { NotFoundPage } from '../../shared/not-found-page.tsx';
import { buttonClasses } from '../../ui/button.tsx';
import { SkeletonPage } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { EventDetails } from './event-details.tsx';
import { ExactTime } from './event-table.tsx';
import { useTimeZone } from './time-zone.ts';

/** One audit event at its permanent address. */
export function AuditEventPage() {
  const sequence = Number(useParams().sequence);
  const isNumber = Number.isSafeInteger(sequence) && sequence >= 1;
  const event = useQuery({ ...auditEventQuery(sequence), enabled: isNumber });
  if (!isNumber || isApiError(event.error, 'not_found')) return <NotFoundPage />;
  if (event.isPending) return <SkeletonPage />;
  if (!event.data) {
    return <LoadError what="the event" error={event.error} onRetry={() => void event.refetch()} />;
  }
  const { members, ...shown } = event.data;
  return <EventView event={shown} members={members} />;
}

function EventView({ event, members }: { readonly event: AuditEvent; readonly members: NamedMembers }) {
  const [zone] = useTimeZone();
  const { sequence } = event;
  return (
    <>
      <PageHeader
        title={summaryOf(event, members)}
        back={{ to: auditLogPath, label: 'Audit log' }}
        description={`By ${actorLabel(event)}`}
        actions={
          <>
            {sequence > 1 && (
              <Link to={eventPath(sequence - 1)} className={buttonClasses()}>
                <ChevronLeft aria-hidden="true" className="size-4" />
                Event before
              </Link>
            )}
            <Link to={eventPath(sequence + 1)} className={buttonClasses()}>
              Event after
              <ChevronRight aria-hidden="true" className="size-4" />
            </Link>
          </>
        }
      />
      <div className="grid gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5">
        <ExactTime at={event.at} zone={zone} />
        <EventDetails event={event} members={members} />
      </div>
    </>
  );
}

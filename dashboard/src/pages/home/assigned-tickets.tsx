import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import { assignedTicketsQuery } from '../../api/tickets/assigned.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { ticketPath } from '../../shared/tickets/paths.ts';
import { PrioritySign, StatusSign } from '../../shared/tickets/signs.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { Name } from '../../ui/text/name.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';

/** The open tickets that are assigned to the member. Customers are assigned none. */
export function AssignedTickets() {
  const { user, role } = useMe();
  return role === 'CUSTOMER' ? null : <Section userId={user.id} />;
}

function Section({ userId }: { readonly userId: string }) {
  const { data, error, refetch } = useQuery(assignedTicketsQuery(userId));
  return (
    <section aria-labelledby="assigned" className="grid gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="assigned" className="font-semibold">
          Assigned to you
        </h2>
        <Link to="/boards" className={textLinkClasses}>
          All boards
        </Link>
      </div>
      {!data && error ? (
        <LoadError what="your tickets" error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="overflow-clip rounded-lg border border-line bg-surface">
          {!data && <Skeleton className="m-4 h-4 w-72 max-w-full" />}
          {data?.length === 0 && <p className="px-4 py-3 text-muted">No open ticket is assigned to you.</p>}
          {data && data.length > 0 && (
            <ul className="divide-y divide-line">
              {data.map((ticket) => (
                <li key={ticket.id}>
                  <TicketRow ticket={ticket} />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function TicketRow({ ticket: { displayId, title, status, priority } }: { readonly ticket: Ticket }) {
  return (
    <Link
      to={ticketPath(displayId)}
      className="motion -outline-offset-2 flex min-h-11 items-center gap-3 px-4 py-2 hover:bg-line/40"
    >
      <PrioritySign priority={priority} iconOnly />
      <span className="w-20 shrink-0 truncate text-muted text-sm tabular-nums max-sm:hidden">
        {displayId}
      </span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <Name>{title}</Name>
      </span>
      <span className="shrink-0">
        <StatusSign status={status} />
      </span>
    </Link>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { SquareKanban } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Board } from '../../api/tickets/boards.ts';
import { canSearchOlder, countOfPages } from '../../api/tickets/pages.ts';
import { ticketsQuery } from '../../api/tickets/tickets.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { ticketPath } from '../../shared/tickets/paths.ts';
import { PrioritySign, StatusSign } from '../../shared/tickets/signs.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { MoreButton } from '../../ui/table/more-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { apiFilter, type BoardFilter } from './board-filter.ts';

const columns: readonly Column<Ticket>[] = [
  { header: 'Ticket', kind: 'title', cell: (ticket) => <Title ticket={ticket} /> },
  { header: 'Status', wideOnly: true, cell: ({ status }) => <StatusSign status={status} /> },
  { header: 'Priority', wideOnly: true, cell: ({ priority }) => <PrioritySign priority={priority} /> },
  { header: 'Assignee', wideOnly: true, cell: ({ assignee }) => <Assignee assignee={assignee} /> },
  {
    header: 'Comments',
    align: 'right',
    wideOnly: true,
    cell: ({ commentCount }) => (
      <span className={commentCount === 0 ? 'text-muted' : undefined}>{countText(commentCount)}</span>
    ),
  },
  { header: 'Updated', wideOnly: true, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
];

type Props = {
  readonly board: Board;
  readonly filter: BoardFilter;
  readonly canEdit: boolean;
  readonly onCreate: () => void;
};

/** The tickets of a board as a list. */
export function TicketList({ board, filter, canEdit, onCreate }: Props) {
  const tickets = useInfiniteQuery(ticketsQuery(apiFilter(board.id, filter)));
  if (tickets.isPending) return <SkeletonRows rows={6} />;
  if (!tickets.data) {
    return <LoadError what="the tickets" error={tickets.error} onRetry={() => void tickets.refetch()} />;
  }
  const { pages } = tickets.data;
  const rows = pages.flatMap(({ data }) => data);
  const { total, isExact } = countOfPages(pages);
  const more = (
    <MoreButton list={tickets}>{canSearchOlder(pages) ? 'Search older tickets' : 'Show more'}</MoreButton>
  );
  if (rows.length === 0 && tickets.hasNextPage) return <NotYet more={more} />;
  if (rows.length === 0) return <Empty filter={filter} canEdit={canEdit} onCreate={onCreate} />;
  return (
    <>
      <Table caption="Tickets" columns={columns} rows={rows} keyOf={({ id }) => id} />
      <p role="status" className="text-center text-muted">
        {`${rows.length} of ${countOf(total, 'ticket', 'tickets', isExact)}`}
      </p>
      {more}
    </>
  );
}

/** The title of a row. On a card, it has the other columns below. */
function Title({ ticket }: { readonly ticket: Ticket }) {
  const { displayId, title, status, priority, assignee, updatedAt } = ticket;
  return (
    <div className="grid min-w-0 gap-1.5 md:min-w-64">
      <Link to={ticketPath(displayId)} className="group/link grid min-w-0 gap-0.5 rounded">
        <span className="font-mono text-muted text-sm">{displayId}</span>
        <span className="font-medium group-hover/link:underline">
          <Name>{title}</Name>
        </span>
      </Link>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm md:hidden">
        <StatusSign status={status} />
        <PrioritySign priority={priority} />
        {assignee && <Assignee assignee={assignee} />}
        <Time at={updatedAt} className="ml-auto text-muted" />
      </p>
    </div>
  );
}

function Assignee({ assignee }: Pick<Ticket, 'assignee'>) {
  if (!assignee) return <span className="text-muted">Nobody</span>;
  return (
    <span className="block min-w-0 md:min-w-28">
      <Name>{assignee.name}</Name>
    </span>
  );
}

/** A search that has found nothing among the tickets that it has looked at so far. */
function NotYet({ more }: { readonly more: ReactNode }) {
  return (
    <EmptyState
      icon={<SquareKanban aria-hidden="true" className="size-5" />}
      title="No newer tickets match"
      action={more}
    >
      Older ones may.
    </EmptyState>
  );
}

function Empty({ filter, canEdit, onCreate }: Omit<Props, 'board'>) {
  const icon = <SquareKanban aria-hidden="true" className="size-5" />;
  if (filter.isFiltered) {
    return (
      <EmptyState
        icon={icon}
        title="No tickets match"
        action={<Button onClick={filter.clear}>Clear filters</Button>}
      >
        Change the filters to see others.
      </EmptyState>
    );
  }
  const create = canEdit && (
    <Button variant="primary" onClick={onCreate}>
      Create ticket
    </Button>
  );
  return (
    <EmptyState icon={icon} title="No tickets yet" action={create}>
      Tickets that your team or an AI tool creates on this board appear here.
    </EmptyState>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import type { Board } from '../../api/tickets/boards.ts';
import { canSearchOlder, countOfPages } from '../../api/tickets/pages.ts';
import { ticketsQuery } from '../../api/tickets/tickets.ts';
import type { Status, Ticket } from '../../api/tickets/types.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { StatusSign } from '../../shared/tickets/signs.tsx';
import { useEditTicket } from '../../shared/tickets/use-edit-ticket.tsx';
import { labelOf, statuses } from '../../shared/tickets/words.ts';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { MoreButton } from '../../ui/table/more-button.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { apiFilter, type BoardFilter } from './board-filter.ts';

import { TicketCard } from './ticket-card.tsx';

type Props = { readonly board: Board; readonly filter: BoardFilter; readonly canEdit: boolean };

/** The tickets in a column for each status. Cards are dragged, or moved by a menu or the keyboard. */
export function Columns({ board, filter, canEdit }: Props) {
  const [dragged, setDragged] = useState<Ticket | null>(null);
  const edit = useEditTicket();
  const toast = useToast();
  const move = (ticket: Ticket, status: Status) => {
    if (ticket.status === status) return;
    const back = () => edit({ ...ticket, status }, { status: ticket.status });
    edit(ticket, { status }, () =>
      toast(`${ticket.displayId} is now in ${labelOf(statuses, status)}.`, 'done', back),
    );
  };
  return (
    <div className="grid items-start gap-4 md:grid-cols-3">
      {statuses.map(({ value }) => (
        <Column
          key={value}
          board={board}
          filter={filter}
          status={value}
          dragged={dragged}
          onDrag={canEdit ? setDragged : null}
          onMove={move}
        />
      ))}
    </div>
  );
}

type ColumnProps = Omit<Props, 'canEdit'> & {
  readonly status: Status;
  readonly dragged: Ticket | null;
  /** Null if the member may not move tickets. */
  readonly onDrag: ((ticket: Ticket | null) => void) | null;
  readonly onMove: (ticket: Ticket, status: Status) => void;
};

function Column({ board, filter, status, dragged, onDrag, onMove }: ColumnProps) {
  const [isOver, setOver] = useState(false);
  const isTarget = dragged !== null && dragged.status !== status;
  const over = (event: DragEvent) => {
    if (!isTarget) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (dragged) onMove(dragged, status);
    onDrag?.(null);
  };
  const tickets = useInfiniteQuery(ticketsQuery({ ...apiFilter(board.id, filter), status }));
  const pages = tickets.data?.pages ?? [];
  const { total, isExact } = countOfPages(pages);
  const isEmpty = pages.length > 0 && pages.every(({ data }) => data.length === 0);
  const label = labelOf(statuses, status);
  return (
    <section
      aria-label={label}
      className={classNames(
        'motion grid min-w-0 gap-2 rounded-lg border border-transparent bg-line/40 p-2',
        isTarget && 'border-line-strong border-dashed',
        isTarget && isOver && 'border-accent bg-accent-soft',
      )}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2 className="flex items-center gap-2 px-1.5 py-1 font-semibold">
        <StatusSign status={status} />
        {tickets.data && <span className="font-normal text-muted">{countText(total, isExact)}</span>}
      </h2>
      {tickets.isPending && <CardSkeletons />}
      {tickets.isError && !tickets.data && (
        <LoadError what="the tickets" error={tickets.error} onRetry={() => void tickets.refetch()} />
      )}
      {tickets.data && (
        <ul aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {tickets.data.pages.flatMap(({ data }) =>
            data.map((ticket) => (
              <TicketCard key={ticket.id} ticket={ticket} onDrag={onDrag} onMove={onMove} />
            )),
          )}
        </ul>
      )}
      {isEmpty && (
        <p className="px-2 py-6 text-center text-muted">
          {!filter.isFiltered
            ? 'No tickets'
            : tickets.hasNextPage
              ? 'No newer tickets match'
              : 'No tickets match'}
        </p>
      )}
      <MoreButton list={tickets}>{canSearchOlder(pages) ? 'Search older tickets' : 'Show more'}</MoreButton>
    </section>
  );
}

function CardSkeletons() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading
      </p>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} className="h-20 w-full" />
      ))}
    </>
  );
}

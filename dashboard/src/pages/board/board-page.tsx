import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { type Board, boardQuery } from '../../api/tickets/boards.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { NotFoundPage } from '../../shared/not-found-page.tsx';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonPage } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import type { OpenDialog } from './board-dialogs.tsx';
import { useBoardFilter } from './board-filter.ts';
import { BoardFilters } from './board-filters.tsx';
import { Columns } from './columns.tsx';
import { TicketList } from './ticket-list.tsx';
import { ViewSwitch } from './view-switch.tsx';

const dialogs = lazyFile(() => import('./board-dialogs.tsx'));

/** One board: its tickets as columns by status, or as a list. */
export function BoardPage() {
  const { key = '' } = useParams();
  const { data, error, isPending, refetch } = useQuery(boardQuery(key));
  if (isPending) return <SkeletonPage rows={5} />;
  if (data) return <Loaded key={data.id} board={data} />;
  if (isApiError(error, 'not_found')) return <NotFoundPage />;
  return <LoadError what="the board" error={error} onRetry={() => void refetch()} />;
}

function Loaded({ board }: { readonly board: Board }) {
  const allowed = ticketPermissions(useMe());
  const filter = useBoardFilter();
  const [open, setOpen] = useState<OpenDialog | null>(null);
  useReturnFocus(open !== null);
  const opening = (dialog: OpenDialog) => ({
    onPointerEnter: dialogs.preload,
    onFocus: dialogs.preload,
    onClick: () => setOpen(dialog),
  });
  return (
    <>
      <PageHeader
        title={board.name}
        badge={<Badge mono>{board.key}</Badge>}
        back={{ to: '/boards', label: 'Boards' }}
        actions={
          allowed.editTickets && (
            <>
              {allowed.manageBoards && <Button {...opening('rename')}>Rename</Button>}
              <Button {...opening('members')}>Members</Button>
              <Button variant="primary" {...opening('create-ticket')}>
                Create ticket
              </Button>
            </>
          )
        }
      />
      <div className="grid gap-4">
        <ViewSwitch view={filter.view} onChange={(view) => filter.change({ view })} />
        <BoardFilters board={board} filter={filter} showsAssignees={allowed.editTickets} />
        {filter.view === 'list' ? (
          <TicketList
            board={board}
            filter={filter}
            canEdit={allowed.editTickets}
            onCreate={() => setOpen('create-ticket')}
          />
        ) : (
          <Columns board={board} filter={filter} canEdit={allowed.editTickets} />
        )}
      </div>
      {open && (
        <LazyPart file={dialogs} onMissing={() => setOpen(null)}>
          {({ BoardDialogs }) => <BoardDialogs board={board} open={open} onClose={() => setOpen(null)} />}
        </LazyPart>
      )}
    </>
  );
}

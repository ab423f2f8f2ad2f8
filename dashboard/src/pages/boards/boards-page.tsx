import { useQuery } from '@tanstack/react-query';
import { SquareKanban } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import { type Board, boardsQuery } from '../../api/tickets/boards.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { boardPath } from '../../shared/tickets/paths.ts';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import { Name } from '../../ui/text/name.tsx';

const dialog = lazyFile(() => import('./create-board-dialog.tsx'));

/** The boards that the member can see. Administrators create new ones. */
export function BoardsPage() {
  const { manageBoards } = ticketPermissions(useMe());
  const [isCreating, setCreating] = useState(false);
  useReturnFocus(isCreating);
  const create = manageBoards && (
    <Button
      variant="primary"
      onPointerEnter={dialog.preload}
      onFocus={dialog.preload}
      onClick={() => setCreating(true)}
    >
      Create board
    </Button>
  );
  return (
    <>
      <PageHeader title="Boards" description="Each board has its own tickets and members." actions={create} />
      <Boards create={create} />
      {isCreating && (
        <LazyPart file={dialog} onMissing={() => setCreating(false)}>
          {({ CreateBoardDialog }) => <CreateBoardDialog onClose={() => setCreating(false)} />}
        </LazyPart>
      )}
    </>
  );
}

function Boards({ create }: { readonly create: React.ReactNode }) {
  const { data, error, isPending, refetch } = useQuery(boardsQuery);
  if (isPending) return <SkeletonRows />;
  if (!data) return <LoadError what="the boards" error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) {
    return (
      <EmptyState
        icon={<SquareKanban aria-hidden="true" className="size-5" />}
        title="No boards yet"
        action={create}
      >
        {create
          ? 'A board collects the tickets of one product or team. Its members see them; administrators see every board.'
          : 'You are not on any board. Ask an administrator to add you to one.'}
      </EmptyState>
    );
  }
  return (
    <ul aria-label="Boards" className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {data.map((board) => (
        <BoardCard key={board.id} board={board} />
      ))}
    </ul>
  );
}

function BoardCard({ board: { key, name, ticketCount } }: { readonly board: Board }) {
  return (
    <li className="motion relative grid min-w-0 content-between gap-3 rounded-lg border border-line bg-surface p-4 hover:border-line-strong">
      <h2 className="min-w-0 font-semibold">
        <Link to={boardPath(key)} className="after:absolute after:inset-0 after:rounded-lg">
          <Name>{name}</Name>
        </Link>
      </h2>
      <p className="flex items-center justify-between gap-3 text-muted text-sm">
        <Badge mono>{key}</Badge>
        {ticketCount === 0 ? 'No tickets' : countOf(ticketCount, 'ticket')}
      </p>
    </li>
  );
}

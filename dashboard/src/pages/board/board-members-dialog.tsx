import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { explain } from '../../api/errors.ts';
import { roleName } from '../../api/organization/roles.ts';
import {
  type Board,
  boardMembersQuery,
  useAddToBoard,
  useRemoveFromBoard,
} from '../../api/tickets/boards.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MemberField } from '../../shared/members/member-field.tsx';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly board: Board; readonly onClose: () => void };

/** Who is on a board. Administrators add and remove members. */
export function BoardMembersDialog({ board, onClose }: Props) {
  const { manageBoards } = ticketPermissions(useMe());
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Members of <Name>{board.name}</Name>
        </>
      }
      description="They see this board and its tickets. Administrators see every board, also without being a member of it."
    >
      {manageBoards && <AddMember board={board} />}
      <Members board={board} canManage={manageBoards} />
    </Dialog>
  );
}

function AddMember({ board }: Pick<Props, 'board'>) {
  const members = useQuery(boardMembersQuery(board.id)).data;
  const [userId, setUserId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const add = useAddToBoard();
  const onBoard = new Set(members?.map(({ id }) => id));
  const submit = () => {
    setProblem(userId === null ? 'Choose a member.' : null);
    if (userId === null || add.isPending) return;
    add.mutate({ boardId: board.id, userId }, { onSuccess: () => setUserId(null) });
  };
  return (
    <form
      noValidate
      className="grid items-start gap-2 sm:grid-cols-[minmax(0,1fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <MemberField
        label="Add a member"
        none="Choose a member"
        error={problem ?? (add.error ? explain(add.error) : null)}
        refusalOf={(id) => (onBoard.has(id) ? 'On this board' : null)}
        value={userId}
        onChange={(id) => {
          setUserId(id);
          setProblem(null);
        }}
      />
      <Button type="submit" variant="primary" pending={add.isPending} className="sm:mt-[1.9rem]">
        Add
      </Button>
    </form>
  );
}

function Members({ board, canManage }: Pick<Props, 'board'> & { readonly canManage: boolean }) {
  const { data, error, isPending, refetch } = useQuery(boardMembersQuery(board.id));
  const remove = useRemoveFromBoard();
  const add = useAddToBoard();
  const toast = useToast();
  if (isPending) return <SkeletonRows />;
  if (!data) return <LoadError what="the members" error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) return <p className="py-4 text-center text-muted">Nobody is on this board yet.</p>;
  const onRemove = (userId: string, name: string) =>
    remove.mutate(
      { boardId: board.id, userId },
      {
        onSuccess: () =>
          toast(
            <>
              <Name>{name}</Name> is no longer on this board.
            </>,
            'done',
            () => add.mutate({ boardId: board.id, userId }),
          ),
        onError: (problem) => toast(explain(problem), 'failed'),
      },
    );
  return (
    <ul aria-label="Members" className="divide-y divide-line rounded-lg border border-line">
      {data.map(({ id, name, email, role, state }) => (
        <li key={id} className="flex items-center justify-between gap-3 px-3 py-2.5">
          <div className="grid min-w-0 gap-0.5">
            <span className="flex flex-wrap items-center gap-2 font-medium">
              <Name>{name}</Name>
              {state === 'deactivated' && <Badge tone="warning">Deactivated</Badge>}
            </span>
            <span className="text-muted text-sm">
              {roleName(role)}
              {email !== undefined && (
                <>
                  {' · '}
                  <Name>{email}</Name>
                </>
              )}
            </span>
          </div>
          {canManage && (
            <Button
              size="sm"
              pending={remove.isPending && remove.variables.userId === id}
              aria-label={`Remove ${isolated(name)}`}
              onClick={() => onRemove(id, name)}
            >
              Remove
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

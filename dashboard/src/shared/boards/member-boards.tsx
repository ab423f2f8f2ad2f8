import { useQuery } from '@tanstack/react-query';
import { SquareKanban } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { explain } from '../../api/errors.ts';
import type { Role } from '../../api/organization/members.ts';
import {
  type Board,
  boardsQuery,
  memberBoardsQuery,
  useAddToBoard,
  useRemoveFromBoard,
} from '../../api/tickets/boards.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { LoadError } from '../load-error.tsx';
import { boardPath } from '../tickets/paths.ts';

type Props = {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
};

/** The boards of a member, for administrators, who add the member to boards and remove them from boards. */
export function MemberBoards({ userId, name, role }: Props) {
  const { data, error, isPending, refetch } = useQuery(memberBoardsQuery(userId));
  if (isPending) return <SkeletonRows rows={2} />;
  if (!data) return <LoadError what="the boards" error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {role === 'ADMIN' && <p className="text-muted">Admins see every board, also those they are not on.</p>}
      {data.length === 0 ? (
        <EmptyState icon={<SquareKanban aria-hidden="true" className="size-5" />} title="Not on any board">
          Add <Name>{name}</Name> to a board to give them its tickets.
        </EmptyState>
      ) : (
        <BoardList userId={userId} name={name} boards={data} />
      )}
      <AddToBoard userId={userId} boards={data} />
    </div>
  );
}

type ListProps = Pick<Props, 'userId' | 'name'> & { readonly boards: readonly Board[] };

function BoardList({ userId, name, boards }: ListProps) {
  const remove = useRemoveFromBoard();
  const add = useAddToBoard();
  const toast = useToast();
  const onRemove = (board: Board) =>
    remove.mutate(
      { boardId: board.id, userId },
      {
        onSuccess: () =>
          toast(
            <>
              <Name>{name}</Name> is no longer on <Name>{board.name}</Name>.
            </>,
            'done',
            () => add.mutate({ boardId: board.id, userId }),
          ),
        onError: (problem) => toast(explain(problem), 'failed'),
      },
    );
  return (
    <ul aria-label="Boards" className="divide-y divide-line rounded-lg border border-line bg-surface">
      {boards.map((board) => (
        <li key={board.id} className="flex items-center justify-between gap-3 px-4 py-2.5">
          <Link
            to={boardPath(board.key)}
            className="flex min-w-0 flex-wrap items-center gap-2 hover:underline"
          >
            <Badge mono>{board.key}</Badge>
            <span className="min-w-0 font-medium">
              <Name>{board.name}</Name>
            </span>
          </Link>
          <Button
            size="sm"
            pending={remove.isPending && remove.variables.boardId === board.id}
            aria-label={`Remove from ${isolated(board.name)}`}
            onClick={() => onRemove(board)}
          >
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

function AddToBoard({ userId, boards }: Omit<ListProps, 'name'>) {
  const all = useQuery(boardsQuery).data ?? [];
  const [boardId, setBoardId] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = useAddToBoard();
  const label = useId();
  const isOn = new Set(boards.map(({ id }) => id));
  const others = all.filter(({ id }) => !isOn.has(id));
  if (others.length === 0) return null;
  return (
    <form
      noValidate
      aria-labelledby={label}
      className="grid max-w-lg items-start gap-2 sm:grid-cols-[minmax(0,1fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(boardId === '' ? 'Choose a board.' : null);
        if (boardId === '' || add.isPending) return;
        add.mutate({ boardId, userId }, { onSuccess: () => setBoardId('') });
      }}
    >
      <SelectField
        label={<span id={label}>Add to a board</span>}
        error={problem ?? (add.error ? explain(add.error) : null)}
        options={[
          { value: '', label: 'Choose a board' },
          ...others.map(({ id, key, name }) => ({ value: id, label: `${isolated(name)} (${key})` })),
        ]}
        value={boardId}
        onChange={({ target }) => {
          setBoardId(target.value);
          setProblem(null);
        }}
      />
      <Button type="submit" pending={add.isPending} className="sm:mt-[1.9rem]">
        Add
      </Button>
    </form>
  );
}

import { Ellipsis, Lock } from 'lucide-react';
import { useRef, useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { type Comment, useChangeComment } from '../../api/tickets/comments.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { TextAreaField } from '../../ui/form/text-area-field.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { sendOnEnter } from './send-on-enter.ts';

type Props = { readonly ticketId: string; readonly comment: Comment; readonly onDelete: () => void };

/** A comment. Internal ones are marked, because customers do not see them. */
export function CommentItem({ ticketId, comment, onDelete }: Props) {
  const { author, body, internal, createdAt, editedAt } = comment;
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const isMine = author.id === me.user.id;
  const mayDelete = isMine || ticketPermissions(me).manageBoards;
  return (
    <li
      className={classNames(
        'grid grid-cols-[minmax(0,1fr)] gap-2 rounded-lg border p-4',
        internal ? 'border-warn/40 bg-warn-soft' : 'border-line bg-surface',
      )}
    >
      <div className="flex items-start justify-between gap-3">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium">
            <Name>{author.name}</Name>
          </span>
          <Time at={createdAt} className={internal ? 'text-sm' : 'text-muted text-sm'} />
          {editedAt && (
            <span className={classNames('text-sm', !internal && 'text-muted')}>
              edited <Time at={editedAt} />
            </span>
          )}
          {internal && <InternalMark />}
        </p>
        {!isEditing && mayDelete && (
          <CommentMenu
            author={author.name}
            onEdit={isMine ? () => setEditing(true) : null}
            onDelete={onDelete}
          />
        )}
      </div>
      {isEditing ? (
        <EditComment ticketId={ticketId} comment={comment} onClose={() => setEditing(false)} />
      ) : (
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Name>{body}</Name>
        </p>
      )}
    </li>
  );
}

type MenuProps = {
  readonly author: string;
  /** Null for the comment of another member. */
  readonly onEdit: (() => void) | null;
  readonly onDelete: () => void;
};

function CommentMenu({ author, onEdit, onDelete }: MenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const remove = () => {
    // The dialog returns the focus to the trigger, because the menu item no longer exists by then.
    trigger.current?.focus({ preventScroll: true });
    onDelete();
  };
  return (
    <Menu
      trigger={
        <Button
          ref={trigger}
          variant="quiet"
          size="icon"
          className="-my-1 -mr-1.5"
          aria-label={`Actions for the comment of ${isolated(author)}`}
        >
          <Ellipsis aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {onEdit && <MenuItem onSelect={onEdit}>Edit</MenuItem>}
      <MenuItem danger onSelect={remove}>
        Delete
      </MenuItem>
    </Menu>
  );
}

function InternalMark() {
  return (
    <span className="inline-flex items-center gap-1 rounded border border-warn/50 px-1.5 font-medium text-sm text-warn">
      <Lock aria-hidden="true" className="size-3.5" />
      Internal
      <span className="sr-only">: customers do not see it</span>
    </span>
  );
}

type EditProps = Omit<Props, 'onDelete'> & { readonly onClose: () => void };

function EditComment({ ticketId, comment, onClose }: EditProps) {
  const change = useChangeComment(ticketId);
  const form = useForm({
    initial: { body: comment.body },
    fields: ['body'],
    check: ({ body }) => (body.trim() === '' ? { body: 'Write something, or delete the comment.' } : {}),
    send: ({ body }) => change.mutate({ commentId: comment.id, body }, { onSuccess: onClose }),
    request: change,
  });
  return (
    <form
      {...form.props}
      aria-label="Edit comment"
      className="grid grid-cols-[minmax(0,1fr)] gap-3"
      onKeyDown={sendOnEnter}
    >
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <TextAreaField
        label="Comment"
        name="body"
        autoFocus
        value={form.entries.body}
        error={form.problems.body}
        onChange={({ target }) => form.change({ body: target.value })}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={form.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

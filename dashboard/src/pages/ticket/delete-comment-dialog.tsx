import { type Comment, useDeleteComment } from '../../api/tickets/comments.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly ticketId: string; readonly comment: Comment; readonly onClose: () => void };

/** Deletes a comment. */
export function DeleteCommentDialog({ ticketId, comment, onClose }: Props) {
  const remove = useDeleteComment(ticketId);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Delete this comment?"
      confirm="Delete comment"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(comment.id, { onSuccess: onClose })}
    >
      <p>
        The comment of <Name>{comment.author.name}</Name> will be gone for everyone. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}

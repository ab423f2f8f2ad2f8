import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Comment, commentsQuery } from '../../api/tickets/comments.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { MoreButton } from '../../ui/table/more-button.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { CommentForm } from './comment-form.tsx';
import { CommentItem } from './comment-item.tsx';
import { DeleteCommentDialog } from './delete-comment-dialog.tsx';

/** The comments on a ticket, oldest first, and the form for a new one. */
export function Comments({ ticket }: { readonly ticket: Ticket }) {
  const comments = useInfiniteQuery(commentsQuery(ticket.id));
  const [deleting, setDeleting] = useState<Comment | null>(null);
  useReturnFocus(deleting !== null);
  const { data, error, isPending, refetch } = comments;
  const [first] = data?.pages ?? [];
  return (
    <section aria-labelledby="comments" className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <h2 id="comments" className="font-semibold text-lg">
        Comments{' '}
        {first && first.total > 0 && (
          <span className="font-normal text-muted">{countText(first.total, first.totalIsExact)}</span>
        )}
      </h2>
      {isPending && <SkeletonRows rows={2} />}
      {!data && error && <LoadError what="the comments" error={error} onRetry={() => void refetch()} />}
      {first && first.data.length > 0 && (
        <ol aria-label="Comments" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {data?.pages.flatMap((page) =>
            page.data.map((comment) => (
              <CommentItem
                key={comment.id}
                ticketId={ticket.id}
                comment={comment}
                onDelete={() => setDeleting(comment)}
              />
            )),
          )}
        </ol>
      )}
      <MoreButton list={comments} />
      <CommentForm ticketId={ticket.id} />
      {deleting && (
        <DeleteCommentDialog ticketId={ticket.id} comment={deleting} onClose={() => setDeleting(null)} />
      )}
    </section>
  );
}

import { Lock } from 'lucide-react';
import { useEffect } from 'react';
import { useMe } from '../../api/account/me.ts';
import { useAddComment } from '../../api/tickets/comments.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Banner } from '../../ui/feedback/banner.tsx';
import { CheckboxField } from '../../ui/form/checkbox-field.tsx';
import { TextAreaField } from '../../ui/form/text-area-field.tsx';
import { type Draft, draftOf, keepDraft } from './drafts.ts';
import { sendOnEnter } from './send-on-enter.ts';

/** Writes a comment. What was typed stays if the request fails, and when the member leaves the page and returns. */
export function CommentForm({ ticketId }: { readonly ticketId: string }) {
  const add = useAddComment(ticketId);
  const { internalComments } = ticketPermissions(useMe());
  const form = useForm<Draft>({
    initial: draftOf(ticketId),
    fields: ['body'],
    check: ({ body }) => (body.trim() === '' ? { body: 'Write something first.' } : {}),
    send: ({ body, internal }) => {
      const isInternal = internal && internalComments;
      add.mutate(
        { body, ...(isInternal ? { internal: true } : {}) },
        { onSuccess: () => form.change({ body: '', internal: false }) },
      );
    },
    request: add,
  });
  const { entries, change, problem, problems, isPending } = form;
  useEffect(() => keepDraft(ticketId, entries), [ticketId, entries]);
  const isInternal = entries.internal && internalComments;
  return (
    <form
      {...form.props}
      aria-label="New comment"
      className={classNames(
        'motion grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border p-4',
        isInternal ? 'border-warn/40 bg-warn-soft' : 'border-line bg-surface',
      )}
      onKeyDown={sendOnEnter}
    >
      {problem && <Banner tone="danger">{problem}</Banner>}
      <TextAreaField
        label="Add a comment"
        name="body"
        value={entries.body}
        error={problems.body}
        onChange={({ target }) => change({ body: target.value })}
      />
      <div className="flex flex-wrap items-center justify-between gap-3">
        {internalComments && (
          <CheckboxField
            label="Internal"
            description={
              <span className={isInternal ? 'text-ink' : undefined}>Customers do not see it.</span>
            }
            checked={entries.internal}
            onChange={({ target }) => change({ internal: target.checked })}
          />
        )}
        <Button type="submit" variant="primary" pending={isPending} className="ml-auto">
          {isInternal && <Lock aria-hidden="true" className="size-4" />}
          {isInternal ? 'Comment internally' : 'Comment'}
        </Button>
      </div>
    </form>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isApiError } from '../../api/errors.ts';
import { ticketQuery, useChangeTicket } from '../../api/tickets/tickets.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { LeaveGuard } from '../../shared/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { TextAreaField } from '../../ui/form/text-area-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';
import { sendOnEnter } from './send-on-enter.ts';

type Props = { readonly ticket: Ticket; readonly onClose: () => void };
type Texts = Pick<Ticket, 'title' | 'description'>;

/**
 * Edits a ticket's title and description. If somebody else has changed them meanwhile, nothing is overwritten: the form shows
 * what they wrote and keeps what was typed.
 */
export function EditForm({ ticket, onClose }: Props) {
  const change = useChangeTicket();
  const client = useQueryClient();
  /** The ticket that the typed text is based on. */
  const [base, setBase] = useState(ticket);
  const [theirs, setTheirs] = useState<Ticket | null>(null);
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => title.current?.focus(), []);

  const save = (texts: Texts, from: Ticket) =>
    change.mutate(
      { ticket, body: { ...texts, ifUpdatedAt: from.updatedAt }, shown: texts },
      {
        onSuccess: onClose,
        onError: async (error) => {
          if (!isApiError(error, 'conflict')) return;
          const current = await client.fetchQuery(ticketQuery(ticket.displayId));
          // Only another field has changed, such as the status.
          if (sameTexts(current, base)) return save(texts, current);
          setTheirs(current);
          setBase(current);
        },
      },
    );
  const form = useForm<Texts>({
    initial: { title: ticket.title, description: ticket.description },
    fields: ['title', 'description'],
    check: (texts) => (texts.title.trim() === '' ? { title: 'Enter a title.' } : {}),
    send: (texts) => {
      // What changed in place on this page is no conflict.
      save(texts, sameTexts(ticket, base) ? ticket : base);
    },
    request: change,
    problemsOf: (error, fields) =>
      isApiError(error, 'conflict') ? { fields: {}, form: null } : formProblems(error, fields),
  });
  const { entries, problems, problem, isPending } = form;
  const isChanged = !sameTexts(entries, base);
  return (
    <form
      {...form.props}
      aria-label="Edit ticket"
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5"
      onKeyDown={(event) => {
        sendOnEnter(event);
        if (event.key === 'Escape' && !isChanged) onClose();
      }}
    >
      {isChanged && !isPending && <LeaveGuard what="Your changes to this ticket" />}
      {problem && <Banner tone="danger">{problem}</Banner>}
      {theirs && <Conflict theirs={theirs} onTake={onClose} />}
      <TextField
        ref={title}
        label="Title"
        name="title"
        autoComplete="off"
        value={entries.title}
        error={problems.title}
        onChange={({ target }) => form.change({ title: target.value })}
      />
      <TextAreaField
        label="Description"
        name="description"
        className="min-h-40"
        value={entries.description}
        error={problems.description}
        onChange={({ target }) => form.change({ description: target.value })}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isPending}>
          {theirs ? 'Save mine' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

function sameTexts(one: Texts, other: Texts): boolean {
  return one.title === other.title && one.description === other.description;
}

function Conflict({ theirs, onTake }: { readonly theirs: Ticket; readonly onTake: () => void }) {
  return (
    <Banner
      tone="warning"
      title="Somebody else changed this ticket while you were editing"
      action={
        <Button size="sm" onClick={onTake}>
          Discard mine
        </Button>
      }
    >
      <p>Nothing was overwritten. It is now:</p>
      <blockquote className="mt-2 grid max-h-60 gap-1 overflow-y-auto border-line-strong border-l-2 pl-3">
        <p className="font-medium">
          <Name>{theirs.title}</Name>
        </p>
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Name>{theirs.description === '' ? 'No description.' : theirs.description}</Name>
        </p>
      </blockquote>
    </Banner>
  );
}

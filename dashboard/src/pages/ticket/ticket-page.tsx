import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMe } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { boardQuery } from '../../api/tickets/boards.ts';
import { ticketQuery } from '../../api/tickets/tickets.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { NotFoundPage } from '../../shared/not-found-page.tsx';
import { boardKeyOf, boardPath, ticketPath } from '../../shared/tickets/paths.ts';
import { ticketPermissions } from '../../shared/tickets/permissions.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SkeletonPage } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Comments } from './comments.tsx';
import { EditForm } from './edit-form.tsx';
import { TicketFacts } from './ticket-facts.tsx';

/** One ticket, with its comments. */
export function TicketPage() {
  const { displayId = '' } = useParams();
  const { data, error, isPending, refetch } = useQuery(ticketQuery(displayId));
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    // The address may have the ticket's ID, or other letters.
    if (!data || data.displayId === displayId) return;
    // Without this, the page would load again under its own address, and lose what was typed.
    client.setQueryData(ticketQuery(data.displayId).queryKey, data);
    void navigate(ticketPath(data.displayId), { replace: true });
  }, [data, displayId, client, navigate]);
  if (isPending) return <SkeletonPage rows={4} />;
  if (data) return <Loaded key={data.id} ticket={data} />;
  if (isApiError(error, 'not_found')) return <NotFoundPage />;
  return <LoadError what="the ticket" error={error} onRetry={() => void refetch()} />;
}

function Loaded({ ticket }: { readonly ticket: Ticket }) {
  const me = useMe();
  const allowed = ticketPermissions(me);
  const [isEditing, setEditing] = useState(false);
  const key = boardKeyOf(ticket.displayId);
  const board = useQuery(boardQuery(key)).data;
  return (
    <>
      <PageHeader
        title={ticket.title}
        badge={<Badge mono>{ticket.displayId}</Badge>}
        back={{ to: boardPath(key), label: board?.name ?? key }}
        actions={allowed.editTickets && !isEditing && <Button onClick={() => setEditing(true)}>Edit</Button>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <aside className="lg:order-2" aria-label="Details">
          <TicketFacts ticket={ticket} canEdit={allowed.editTickets} />
        </aside>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
          {isEditing ? (
            <EditForm ticket={ticket} onClose={() => setEditing(false)} />
          ) : (
            <Description text={ticket.description} />
          )}
          <Comments ticket={ticket} />
        </div>
      </div>
    </>
  );
}

function Description({ text }: { readonly text: string }) {
  return (
    <section aria-label="Description" className="rounded-lg border border-line bg-surface p-4 sm:p-5">
      {text === '' ? (
        <p className="text-muted">No description.</p>
      ) : (
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Name>{text}</Name>
        </p>
      )}
    </section>
  );
}

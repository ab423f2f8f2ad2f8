import { explain } from '../../api/errors.ts';
import { useChangeTicket } from '../../api/tickets/tickets.ts';
import type { Ticket, TicketChange } from '../../api/tickets/types.ts';
import { useToast } from '../../ui/feedback/toast.tsx';

type Person = { readonly id: string; readonly name: string };
/** A change of one of the fields that are edited in place. */
type Edit = Pick<TicketChange, 'status' | 'priority'> & { readonly assignee?: Person | null };

/**
 * Returns a function that changes a ticket in place. The change is shown at once; if it fails, the page shows the truth again
 * and a toast says why.
 */
export function useEditTicket() {
  const change = useChangeTicket();
  const toast = useToast();
  return (ticket: Ticket, { assignee, ...fields }: Edit, onDone?: () => void): void => {
    const body = { ...fields, ...(assignee === undefined ? {} : { assigneeId: assignee?.id ?? null }) };
    const shown = { ...fields, ...(assignee === undefined ? {} : { assignee }) };
    // The callbacks of `mutate` are skipped for all but the last of several changes.
    change
      .mutateAsync({ ticket, body, shown })
      .then(() => onDone?.())
      .catch((error: unknown) => toast(`${ticket.displayId} was not changed. ${explain(error)}`, 'failed'));
  };
}

import { ArrowRightLeft, MessageSquare } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Status, Ticket } from '../../api/tickets/types.ts';
import { ticketPath } from '../../shared/tickets/paths.ts';
import { PrioritySign, StatusSign } from '../../shared/tickets/signs.tsx';
import { statuses } from '../../shared/tickets/words.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = {
  readonly ticket: Ticket;
  /** Null if the member may not move tickets. */
  readonly onDrag: ((ticket: Ticket | null) => void) | null;
  readonly onMove: (ticket: Ticket, status: Status) => void;
};

/** The ticket that was moved by menu or keyboard, until its card appears in the other column. */
let moved: string | null = null;

/** A ticket in a column. Shift with an arrow key moves it to the column beside. */
export function TicketCard({ ticket, onDrag, onMove }: Props) {
  const { displayId, title, priority, assignee, commentCount } = ticket;
  const canMove = onDrag !== null;
  const link = useFocusAfterMove(ticket.id);
  return (
    <li
      draggable={canMove}
      className="motion group/card relative grid gap-2 rounded-lg border border-line bg-surface p-3 shadow-sm hover:border-line-strong"
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', displayId);
        onDrag?.(ticket);
      }}
      onDragEnd={() => onDrag?.(null)}
      onKeyDown={(event) => canMove && moveByKey(event, ticket, onMove)}
    >
      <div className="flex min-h-8 items-center justify-between gap-2">
        <span className="font-mono text-muted text-sm">{displayId}</span>
        {canMove && <MoveMenu ticket={ticket} onMove={onMove} />}
      </div>
      <Link
        ref={link}
        to={ticketPath(displayId)}
        draggable={false}
        aria-keyshortcuts={canMove ? 'Shift+ArrowLeft Shift+ArrowRight' : undefined}
        className="min-w-0 rounded font-medium after:absolute after:inset-0 after:rounded-lg"
      >
        <Name>{title}</Name>
      </Link>
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
        <PrioritySign priority={priority} iconOnly />
        {commentCount > 0 && (
          <span className="inline-flex items-center gap-1">
            <MessageSquare aria-hidden="true" className="size-3.5" />
            {commentCount}
            <span className="sr-only">{commentCount === 1 ? 'comment' : 'comments'}</span>
          </span>
        )}
        {assignee && (
          <span className="ml-auto min-w-0 text-right">
            <Name>{assignee.name}</Name>
          </span>
        )}
      </p>
    </li>
  );
}

function MoveMenu({ ticket, onMove }: Pick<Props, 'ticket' | 'onMove'>) {
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <Menu
      trigger={
        <Button
          ref={trigger}
          variant="quiet"
          size="icon"
          aria-label={`Move ${ticket.displayId} to…`}
          className="relative z-10 -my-1.5 -mr-1.5"
        >
          <ArrowRightLeft aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuLabel>Move to…</MenuLabel>
      {statuses.map(({ value }) => (
        <MenuItem
          key={value}
          disabled={value === ticket.status}
          onSelect={() => {
            moved = ticket.id;
            onMove(ticket, value);
          }}
        >
          <StatusSign status={value} />
        </MenuItem>
      ))}
    </Menu>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

function moveByKey(event: KeyboardEvent, ticket: Ticket, onMove: Props['onMove']): void {
  const step = event.shiftKey ? steps[event.key] : undefined;
  if (step === undefined) return;
  const index = statuses.findIndex(({ value }) => value === ticket.status);
  const next = statuses[index + step];
  if (!next) return;
  event.preventDefault();
  moved = ticket.id;
  onMove(ticket, next.value);
}

/** Keeps the focus on a ticket that moves: the card that appears in the other column takes it. */
function useFocusAfterMove(ticketId: string): RefObject<HTMLAnchorElement | null> {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (moved !== ticketId) return;
    moved = null;
    // After the menu, which returns the focus to its button when it closes.
    requestAnimationFrame(() => requestAnimationFrame(() => link.current?.focus()));
  }, [ticketId]);
  return link;
}

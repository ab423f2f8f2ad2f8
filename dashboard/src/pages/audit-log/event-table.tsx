import { ChevronDown } from 'lucide-react';
import { createElement, Fragment, useState } from 'react';
import { Link } from 'react-router';
import type { AuditEvent, NamedMembers } from '../../api/organization/audit-events.ts';
import { AddressText } from '../../shared/address.tsx';
import { actorLabel } from '../../shared/audit/event-labels.ts';
import { auditLogPath, eventPath } from '../../shared/audit/event-path.ts';
import { summaryOf } from '../../shared/audit/summaries/summary.ts';
import { Person } from '../../shared/person.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { EventDetails } from './event-details.tsx';
import { exactTimeIn, type TimeZone } from './time-zone.ts';

type Props = {
  readonly events: readonly AuditEvent[];
  readonly members: NamedMembers;
  readonly zone: TimeZone;
};

/** Audit events; each opens to show its details. */
export function EventTable({ events, members, zone }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const columns: readonly Column<AuditEvent>[] = [
    {
      header: 'Actor',
      kind: 'title',
      cell: (event) => <Person strong name={actorLabel(event)} email={event.actor.email} />,
    },
    { header: 'Event', cell: (event) => <Event event={event} members={members} /> },
    { header: 'Time', cell: ({ at }) => <ExactTime at={at} zone={zone} /> },
    { header: 'IP address', cell: ({ address }) => <Address address={address} /> },
    {
      header: 'Details',
      kind: 'actions',
      cell: ({ id }) => <DetailsButton eventId={id} isOpen={open.has(id)} onToggle={() => toggle(id)} />,
    },
  ];
  return (
    <Table
      caption="Audit log, newest first"
      columns={columns}
      rows={events}
      keyOf={({ id }) => id}
      below={(event) => (open.has(event.id) ? <EventDetails event={event} members={members} /> : null)}
    />
  );
}

/** The summary is the link to the event. */
function Event({ event, members }: { readonly event: AuditEvent; readonly members: NamedMembers }) {
  return (
    <span className="grid gap-0.5 [overflow-wrap:anywhere] md:min-w-60">
      <Link to={eventPath(event.sequence)} className="rounded hover:underline">
        <SummaryText>{summaryOf(event, members)}</SummaryText>
      </Link>
      <code className="font-mono text-muted text-sm">{event.action}</code>
    </span>
  );
}

/** Isolates the names in a summary that are written from right to left. */
function SummaryText({ children }: { readonly children: string }) {
  const parts = children.split(/\u2068([^\u2069]*)\u2069/);
  // Every second part was in the parentheses of the pattern.
  const shown = parts.map((part, index) => (index % 2 === 1 ? createElement(Name, null, part) : part));
  return createElement(Fragment, null, ...shown);
}

/** How long ago, above the exact time. */
export function ExactTime({ at, zone }: { readonly at: string; readonly zone: TimeZone }) {
  return (
    <span className="inline-grid gap-0.5">
      <Time at={at} className="whitespace-nowrap" />
      <span className="text-muted text-sm tabular-nums md:whitespace-nowrap">{exactTimeIn(zone, at)}</span>
    </span>
  );
}

function Address({ address }: Pick<AuditEvent, 'address'>) {
  if (address === null) return <span className="text-muted">–</span>;
  return (
    <Link
      to={{ pathname: auditLogPath, search: String(new URLSearchParams({ address })) }}
      aria-label={`All events from ${address}`}
      className="rounded font-mono text-muted text-sm hover:text-ink hover:underline"
    >
      <AddressText>{address}</AddressText>
    </Link>
  );
}

type ButtonProps = { readonly eventId: string; readonly isOpen: boolean; readonly onToggle: () => void };

function DetailsButton({ eventId, isOpen, onToggle }: ButtonProps) {
  return (
    <Button
      variant="quiet"
      size="sm"
      aria-expanded={isOpen}
      aria-controls={isOpen ? `details-${eventId}` : undefined}
      onClick={onToggle}
    >
      <span className="group-data-menu/table:sr-only">Details</span>
      <ChevronDown aria-hidden="true" className={classNames('motion size-4', isOpen && 'rotate-180')} />
    </Button>
  );
}

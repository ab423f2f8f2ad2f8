import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { AuditEvent } from '../../api/organization/audit-events.ts';
import { everyMemberQuery } from '../../api/organization/members.ts';
import { Person } from '../../shared/person.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { EventDetails } from './event-details.tsx';
import { actionLabel, actorLabel, targetLabel } from './event-labels.ts';

/** Audit events; each opens to show its details. */
export function EventTable({ events }: { readonly events: readonly AuditEvent[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const members = useQuery(everyMemberQuery).data;
  const memberName = (id: string) => members?.find((member) => member.id === id)?.name ?? null;
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
    {
      header: 'Event',
      cell: (event) => (
        <span className="md:whitespace-nowrap md:group-data-tight/table:whitespace-normal">
          {actionLabel(event)}
        </span>
      ),
    },
    { header: 'Target', cell: (event) => <Target label={targetLabel(event, memberName)} /> },
    { header: 'Time', cell: ({ at }) => <Time at={at} className="whitespace-nowrap" /> },
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
      below={(event) => (open.has(event.id) ? <EventDetails event={event} /> : null)}
    />
  );
}

function Target({ label }: { readonly label: string | null }) {
  if (label === null) return <span className="text-muted">–</span>;
  return (
    <span className="[overflow-wrap:anywhere] md:block md:min-w-36">
      <Name>{label}</Name>
    </span>
  );
}

function Address({ address }: Pick<AuditEvent, 'address'>) {
  if (address === null) return <span className="text-muted">–</span>;
  return (
    <code className="font-mono text-muted text-sm [overflow-wrap:anywhere] md:block md:min-w-24">
      {address}
    </code>
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

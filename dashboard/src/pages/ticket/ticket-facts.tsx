import type { ReactNode } from 'react';
import { useMe } from '../../api/account/me.ts';
import type { Ticket } from '../../api/tickets/types.ts';
import { AssigneeField } from '../../shared/tickets/assignee-field.tsx';
import { PrioritySign, StatusSign } from '../../shared/tickets/signs.tsx';
import { useEditTicket } from '../../shared/tickets/use-edit-ticket.tsx';
import { knownValue, priorities, statuses } from '../../shared/tickets/words.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly ticket: Ticket };

/** A ticket's status, priority, assignee and times; members who may edit it change them in place. */
export function TicketFacts({ ticket, canEdit }: Props & { readonly canEdit: boolean }) {
  return (
    <div className="grid gap-4 rounded-lg border border-line bg-surface p-4">
      {canEdit ? <Editable ticket={ticket} /> : <Fixed ticket={ticket} />}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 border-line border-t pt-3 text-sm">
        <Fact name="Created">
          <Time at={ticket.createdAt} />
        </Fact>
        <Fact name="Updated">
          <Time at={ticket.updatedAt} />
        </Fact>
      </dl>
    </div>
  );
}

function Editable({ ticket }: Props) {
  const edit = useEditTicket();
  const { user } = useMe();
  // Whoever may edit a ticket is on its board or an administrator, and so can be assigned it.
  const mayTake = ticket.assignee?.id !== user.id;
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-1">
      <SelectField
        label="Status"
        options={statuses}
        value={ticket.status}
        onChange={({ target }) => {
          const status = knownValue(statuses, target.value);
          if (status) edit(ticket, { status });
        }}
      />
      <SelectField
        label="Priority"
        options={priorities}
        value={ticket.priority}
        onChange={({ target }) => {
          const priority = knownValue(priorities, target.value);
          if (priority) edit(ticket, { priority });
        }}
      />
      <div className="grid gap-1.5 max-sm:col-span-2">
        <AssigneeField
          boardId={ticket.boardId}
          none="Nobody"
          value={ticket.assignee}
          onChange={(assignee) => edit(ticket, { assignee })}
        />
        {mayTake && (
          <Button
            variant="quiet"
            size="sm"
            className="justify-self-start"
            onClick={() => edit(ticket, { assignee: { id: user.id, name: user.name } })}
          >
            Assign to me
          </Button>
        )}
      </div>
    </div>
  );
}

function Fixed({ ticket: { status, priority, assignee } }: Props) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
      <Fact name="Status">
        <StatusSign status={status} />
      </Fact>
      <Fact name="Priority">
        <PrioritySign priority={priority} />
      </Fact>
      <Fact name="Assignee">
        {assignee ? <Name>{assignee.name}</Name> : <span className="text-muted">Nobody</span>}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}

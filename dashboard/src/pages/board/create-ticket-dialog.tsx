import { useNavigate } from 'react-router';
import type { Board } from '../../api/tickets/boards.ts';
import { useCreateTicket } from '../../api/tickets/tickets.ts';
import type { Priority, Status } from '../../api/tickets/types.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { AssigneeField } from '../../shared/tickets/assignee-field.tsx';
import { ticketPath } from '../../shared/tickets/paths.ts';
import { knownValue, priorities, statuses } from '../../shared/tickets/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextAreaField } from '../../ui/form/text-area-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = { readonly board: Board; readonly onClose: () => void };
type Entries = {
  readonly title: string;
  readonly description: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly assigneeId: string;
};

const empty: Entries = { title: '', description: '', status: 'TODO', priority: 'MEDIUM', assigneeId: '' };
/** What was typed but not sent, by the board's ID, while the page is open. */
const drafts = new Map<string, Entries>();

/** The form that creates a ticket on a board. Closing it keeps what was typed. */
export function CreateTicketDialog({ board, onClose }: Props) {
  const create = useCreateTicket();
  const toast = useToast();
  const navigate = useNavigate();
  const form = useForm<Entries>({
    initial: drafts.get(board.id) ?? empty,
    fields: ['title', 'description', 'status', 'priority', 'assigneeId'],
    check: ({ title }) => (title.trim() === '' ? { title: 'Enter a title.' } : {}),
    send: ({ assigneeId, ...entries }) =>
      create.mutate(
        { ...entries, boardId: board.id, assigneeId: assigneeId || null },
        {
          onSuccess: ({ displayId }) => {
            drafts.delete(board.id);
            const open = () => void navigate(ticketPath(displayId));
            toast(`${displayId} was created.`, 'done', { label: 'Open', run: open });
            onClose();
          },
        },
      ),
    request: create,
  });
  const { entries, problems } = form;
  const change = (part: Partial<Entries>) => {
    drafts.set(board.id, { ...entries, ...part });
    form.change(part);
  };
  return (
    <Dialog
      open
      width="lg"
      onClose={onClose}
      title="Create ticket"
      description={`On the board ${board.key}.`}
    >
      <DialogForm form={form} submit="Create ticket" onCancel={onClose}>
        <TextField
          label="Title"
          name="title"
          autoComplete="off"
          maxLength={400}
          value={entries.title}
          error={problems.title}
          onChange={({ target }) => change({ title: target.value })}
        />
        <TextAreaField
          label="Description (optional)"
          name="description"
          value={entries.description}
          error={problems.description}
          onChange={({ target }) => change({ description: target.value })}
        />
        <div className="grid gap-4 sm:grid-cols-3">
          <SelectField
            label="Status"
            options={statuses}
            value={entries.status}
            error={problems.status}
            onChange={({ target }) =>
              change({ status: knownValue(statuses, target.value) ?? entries.status })
            }
          />
          <SelectField
            label="Priority"
            options={priorities}
            value={entries.priority}
            error={problems.priority}
            onChange={({ target }) =>
              change({ priority: knownValue(priorities, target.value) ?? entries.priority })
            }
          />
          <AssigneeField
            boardId={board.id}
            none="Nobody"
            value={entries.assigneeId === '' ? null : { id: entries.assigneeId }}
            error={problems.assigneeId}
            onChange={(person) => change({ assigneeId: person?.id ?? '' })}
          />
        </div>
      </DialogForm>
    </Dialog>
  );
}

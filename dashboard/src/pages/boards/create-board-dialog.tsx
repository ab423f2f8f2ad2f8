import { useNavigate } from 'react-router';
import { isApiError } from '../../api/errors.ts';
import { useCreateBoard } from '../../api/tickets/boards.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { boardPath } from '../../shared/tickets/paths.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Entries = { readonly name: string; readonly key: string };

/** The form that creates a board, and then opens it. */
export function CreateBoardDialog({ onClose }: { readonly onClose: () => void }) {
  const create = useCreateBoard();
  const navigate = useNavigate();
  const form = useForm<Entries>({
    initial: { name: '', key: '' },
    fields: ['name', 'key'],
    check: ({ name, key }) => ({
      ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
      ...(key === '' ? { key: 'Enter a key, such as WEB.' } : {}),
    }),
    send: ({ name, key }) =>
      create.mutate({ name, key }, { onSuccess: (board) => void navigate(boardPath(board.key)) }),
    request: create,
    problemsOf: boardProblems,
  });
  const { entries, change, problems } = form;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Create board"
      description="You can add members on the board's page."
    >
      <DialogForm form={form} submit="Create board" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={entries.name}
          error={problems.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          label="Key"
          name="key"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="font-mono"
          description="2 to 10 letters and digits. Every ticket is named by it, as in WEB-42. It cannot be changed later."
          value={entries.key}
          error={problems.key}
          onChange={(event) => change({ key: event.target.value.toUpperCase() })}
        />
      </DialogForm>
    </Dialog>
  );
}

/** The message about a key that is taken names it, so that it belongs to the field. */
function boardProblems(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'already_exists')) return { fields: { key: error.message }, form: null };
  return formProblems(error, fields);
}

import { type Board, useRenameBoard } from '../../api/tickets/boards.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = { readonly board: Board; readonly onClose: () => void };

/** Renames a board. */
export function RenameBoardDialog({ board, onClose }: Props) {
  const rename = useRenameBoard(board.id);
  const form = useForm({
    initial: { name: board.name },
    fields: ['name'],
    check: ({ name }) => (name.trim() === '' ? { name: 'Enter a name.' } : {}),
    send: ({ name }) => rename.mutate(name, { onSuccess: onClose }),
    request: rename,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename board"
      description={`The key ${board.key} stays, because tickets are named by it.`}
    >
      <DialogForm form={form} submit="Rename" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}

import { useDeleteOrganization } from '../../api/organization/general/address.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = { readonly name: string; readonly onClose: () => void };

/** Deletes the organization when its name is typed. */
export function DeletionDialog({ name, onClose }: Props) {
  const deletion = useDeleteOrganization();
  const form = useForm({
    initial: { name: '' },
    fields: ['name'],
    check: (entries): Readonly<Record<string, string>> =>
      entries.name.trim() === name ? {} : { name: 'Enter the name exactly as it is above.' },
    send: (entries) => deletion.mutate(entries.name.trim()),
    request: deletion,
  });
  if (deletion.data)
    return (
      <Dialog
        open
        onClose={() => window.location.reload()}
        title={
          <>
            <Name>{name}</Name> was deleted
          </>
        }
        description="Its address has stopped, and every administrator gets a message."
      >
        <p role="status">
          If this was a mistake, ask the operator of this server to restore it by{' '}
          <Time at={deletion.data.restorableUntil} />. You can close this page.
        </p>
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Delete <Name>{name}</Name>?
        </>
      }
      description="It stops at once, for everyone."
    >
      <DialogForm form={form} submit="Delete organization" danger onCancel={onClose}>
        <ul className="grid list-disc gap-1.5 pl-5">
          <li>Its address answers as if it had never existed.</li>
          <li>Sessions, access tokens, connected apps and provisioning stop. Nobody can sign in.</li>
          <li>Every administrator gets a message; no other message is sent any more.</li>
          <li>
            The operator of this server can restore it for 30 days. Then members, tickets and the audit log
            are erased permanently.
          </li>
        </ul>
        <TextField
          label={
            <>
              To confirm, enter <strong className="[overflow-wrap:anywhere]">{name}</strong>
            </>
          }
          name="organization-to-delete"
          autoComplete="off"
          spellCheck={false}
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}

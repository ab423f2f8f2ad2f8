import {
  type CreatedResourceServer,
  type ResourceServer,
  useCreateResourceServer,
  useRemoveResourceServer,
} from '../../api/organization/resource-servers.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { useForm } from '../../shared/forms/use-form.ts';
import { SecretDialog } from '../../shared/secret-dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';

export type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'secret'; readonly server: CreatedResourceServer }
  | { readonly kind: 'remove'; readonly server: ResourceServer };

type Props = { readonly open: OpenDialog; readonly onOpen: (open: OpenDialog | null) => void };

/** The dialogs for resource servers, one at a time. */
export function ResourceServerDialogs({ open, onOpen }: Props) {
  const close = () => onOpen(null);
  switch (open.kind) {
    case 'create':
      return <CreateDialog onClose={close} onCreated={(server) => onOpen({ kind: 'secret', server })} />;
    case 'secret':
      return <Secret server={open.server} onClose={close} />;
    case 'remove':
      return <RemoveDialog server={open.server} onClose={close} />;
  }
}

type CreateProps = {
  readonly onClose: () => void;
  readonly onCreated: (server: CreatedResourceServer) => void;
};

function CreateDialog({ onClose, onCreated }: CreateProps) {
  const create = useCreateResourceServer();
  const form = useForm({
    initial: { name: '' },
    fields: ['name'],
    check: ({ name }) => (name.trim() === '' ? { name: 'Enter a name.' } : {}),
    send: ({ name }) => create.mutate(name.trim(), { onSuccess: onCreated }),
    request: create,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Create resource server"
      description="A resource server can only check whether a token is valid and who it belongs to."
    >
      <DialogForm form={form} submit="Create" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="API gateway"
          description="The service that checks tokens."
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
      </DialogForm>
    </Dialog>
  );
}

type SecretProps = { readonly server: CreatedResourceServer; readonly onClose: () => void };

function Secret({ server: { id, name, clientSecret }, onClose }: SecretProps) {
  return (
    <SecretDialog
      name={name}
      description="Configure the service with this client ID and secret. It authenticates with HTTP Basic."
      label="Secret"
      secret={clientSecret}
      curl={`curl -u ${id}:${clientSecret} -d token=TOKEN ${window.location.origin}/api/v1/oauth/introspect`}
      onClose={onClose}
    >
      <div className="grid min-w-0 gap-1.5">
        <p className="font-medium">Client ID</p>
        <div className="flex items-center gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
          <code className="min-w-0 flex-1 break-all py-1 font-mono">{id}</code>
          <CopyButton iconOnly text={id} label="Copy the client ID" />
        </div>
      </div>
    </SecretDialog>
  );
}

type RemoveProps = { readonly server: ResourceServer; readonly onClose: () => void };

function RemoveDialog({ server: { id, name }, onClose }: RemoveProps) {
  const remove = useRemoveResourceServer();
  const toast = useToast();
  const confirm = () =>
    remove.mutate(id, {
      onSuccess: () => {
        toast('Resource server removed.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Remove “<Name>{name}</Name>”?
        </>
      }
      confirm="Remove resource server"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
    >
      <p>
        Its secret stops working immediately. The service can no longer check tokens and will probably reject
        all of them. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}

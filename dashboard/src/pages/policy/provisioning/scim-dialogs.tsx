import { roles } from '../../../api/organization/roles.ts';
import {
  type CreatedScimToken,
  type ScimToken,
  useCreateScimToken,
  useRevokeScimToken,
  useRotateScimToken,
} from '../../../api/organization/scim-tokens.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { DialogForm } from '../../../shared/forms/dialog-form.tsx';
import { useForm } from '../../../shared/forms/use-form.ts';
import { SecretDialog } from '../../../shared/secret-dialog.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { RadioGroup } from '../../../ui/form/radio-group.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { Name } from '../../../ui/text/name.tsx';

export type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'rotate' | 'revoke'; readonly token: ScimToken }
  | { readonly kind: 'secret'; readonly token: CreatedScimToken; readonly note: string };

type Props = {
  readonly open: OpenDialog;
  readonly baseUrl: string;
  readonly onOpen: (open: OpenDialog | null) => void;
};

/** The dialogs for SCIM tokens, one at a time. */
export function ScimDialogs({ open, baseUrl, onOpen }: Props) {
  const close = () => onOpen(null);
  const show = (token: CreatedScimToken, note = '') => onOpen({ kind: 'secret', token, note });
  switch (open.kind) {
    case 'create':
      return <CreateDialog onClose={close} onCreated={show} />;
    case 'rotate':
      return <RotateDialog token={open.token} onClose={close} onRotated={show} />;
    case 'revoke':
      return <RevokeDialog token={open.token} onClose={close} />;
    case 'secret':
      return (
        <SecretDialog
          name={open.token.name}
          description="Enter the SCIM base URL and this token at the identity provider."
          label="Token"
          secret={open.token.token}
          curl={`curl -H 'Authorization: Bearer ${open.token.token}' ${baseUrl}/Users`}
          note={open.note}
          onClose={close}
        />
      );
  }
}

type CreateProps = {
  readonly onClose: () => void;
  readonly onCreated: (token: CreatedScimToken) => void;
};
type Role = ScimToken['role'];
const roleOptions = roles.flatMap(({ value, ...texts }) => (value === 'ADMIN' ? [] : [{ value, ...texts }]));

function CreateDialog({ onClose, onCreated }: CreateProps) {
  const create = useCreateScimToken();
  const form = useForm<{ readonly name: string; readonly role: Role }>({
    initial: { name: '', role: 'TEAM_MEMBER' },
    fields: ['name'],
    check: ({ name }) => (name.trim() === '' ? { name: 'Enter a name.' } : {}),
    send: ({ name, role }) =>
      create.mutate({ name: name.trim(), role }, { onSuccess: (token) => onCreated(token) }),
    request: create,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Create SCIM token"
      description="With it, an identity provider adds, changes and removes members. It cannot make administrators."
    >
      <DialogForm form={form} submit="Create" onCancel={onClose}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="Entra ID"
          description="The identity provider that uses it."
          value={form.entries.name}
          error={form.problems.name}
          onChange={(event) => form.change({ name: event.target.value })}
        />
        <RadioGroup
          legend="Role of new members"
          value={form.entries.role}
          options={roleOptions}
          onChange={(role) => form.change({ role })}
        />
      </DialogForm>
    </Dialog>
  );
}

const overlaps = {
  '0': { label: 'Stops working immediately', note: 'The old token no longer works.' },
  '3600': { label: 'Works for 1 more hour', note: 'The old token works for 1 more hour.' },
  '86400': { label: 'Works for 24 more hours', note: 'The old token works for 24 more hours.' },
} as const;
type Overlap = keyof typeof overlaps;

type RotateProps = {
  readonly token: ScimToken;
  readonly onClose: () => void;
  readonly onRotated: (token: CreatedScimToken, note: string) => void;
};

function RotateDialog({ token: { id, name }, onClose, onRotated }: RotateProps) {
  const rotate = useRotateScimToken();
  const form = useForm<{ readonly overlap: Overlap }>({
    initial: { overlap: '3600' },
    fields: [],
    send: ({ overlap }) => {
      const onSuccess = (token: CreatedScimToken) => onRotated(token, overlaps[overlap].note);
      rotate.mutate({ scimTokenId: id, overlapSeconds: Number(overlap) }, { onSuccess });
    },
    request: rotate,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Rotate “<Name>{name}</Name>”
        </>
      }
      description="Creates a new token with the same name and role."
    >
      <DialogForm form={form} submit="Rotate token" onCancel={onClose}>
        <RadioGroup
          legend="Old token"
          value={form.entries.overlap}
          options={(Object.keys(overlaps) as Overlap[]).map((value) => ({
            value,
            label: overlaps[value].label,
          }))}
          onChange={(overlap) => form.change({ overlap })}
        />
      </DialogForm>
    </Dialog>
  );
}

type RevokeProps = { readonly token: ScimToken; readonly onClose: () => void };

function RevokeDialog({ token: { id, name }, onClose }: RevokeProps) {
  const revoke = useRevokeScimToken();
  const toast = useToast();
  const confirm = () =>
    revoke.mutate(id, {
      onSuccess: () => {
        toast('SCIM token revoked.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Revoke “<Name>{name}</Name>”?
        </>
      }
      confirm="Revoke token"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      <p>
        It stops working immediately: the identity provider can no longer add, change or remove members. This
        cannot be undone.
      </p>
    </ConfirmDialog>
  );
}

import type { Passkey } from '../../../api/passkeys/passkeys.ts';
import { BackupCodesDialog } from '../../../shared/two-factor/backup-codes-dialog.tsx';
import { AddPasskeyDialog } from './add-passkey-dialog.tsx';
import { RemovePasskeyDialog } from './remove-passkey-dialog.tsx';
import { RenamePasskeyDialog } from './rename-passkey-dialog.tsx';

/** The open dialog. */
export type OpenPasskeyDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'rename' | 'remove'; readonly passkey: Passkey };

type Props = {
  readonly open: OpenPasskeyDialog;
  readonly onOpen: (open: OpenPasskeyDialog | null) => void;
  /** Called once this session has a passkey and backup codes were shown. */
  readonly onAdded: () => void;
};

/** The dialogs for passkeys. */
export function PasskeyDialogs({ open, onOpen, onAdded }: Props) {
  const close = () => onOpen(null);
  const finish = () => {
    close();
    onAdded();
  };
  switch (open.kind) {
    case 'add':
      return (
        <AddPasskeyDialog
          onClose={close}
          onAdded={(codes) => (codes ? onOpen({ kind: 'codes', codes }) : finish())}
        />
      );
    case 'codes':
      return <BackupCodesDialog codes={open.codes} onClose={finish} />;
    case 'rename':
      return <RenamePasskeyDialog passkey={open.passkey} onClose={close} />;
    case 'remove':
      return <RemovePasskeyDialog passkey={open.passkey} onClose={close} />;
  }
}

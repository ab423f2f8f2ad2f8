import { settleConfirmation } from '../../api/confirmation.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { IdentityForm } from './identity-form.tsx';

/**
 * Shown over a page, and over its dialogs, when a change needs a confirmation. The page keeps its input, and the change
 * continues after the confirmation. If the dialog is closed, the change fails.
 */
export function ConfirmIdentityDialog() {
  return (
    <Dialog
      open
      onClose={() => settleConfirmation(false)}
      title="Confirm that it is you"
      description="This change needs a confirmation, because you signed in a while ago. It lasts 15 minutes. If you use single sign-on only, sign out and in again."
    >
      <IdentityForm
        needsFactor={false}
        onConfirmed={() => settleConfirmation(true)}
        onClose={() => settleConfirmation(false)}
      />
    </Dialog>
  );
}

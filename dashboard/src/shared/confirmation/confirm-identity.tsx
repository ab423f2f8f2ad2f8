import { settleConfirmation, useIsAskedToConfirm } from '../../api/confirmation.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';

const dialog = lazyFile(() => import('./confirm-identity-dialog.tsx'));

/** Asks the member to confirm that it is them while a request of the page waits for it. */
export function ConfirmIdentity() {
  if (!useIsAskedToConfirm()) return null;
  return (
    <LazyPart file={dialog} onMissing={() => settleConfirmation(false)}>
      {({ ConfirmIdentityDialog }) => <ConfirmIdentityDialog />}
    </LazyPart>
  );
}

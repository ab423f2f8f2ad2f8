import { useState } from 'react';
import type { CreatedToken } from '../../api/tokens.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog, DialogActions, dialogFormLook } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { SecretValue } from '../../ui/secret-value.tsx';

type Props = {
  readonly token: CreatedToken;
  /** What happens to the token that this one replaces. */
  readonly note?: string | null;
  readonly onClose: () => void;
};

/** A new token's secret, this once. Left by the cross, Escape or a press outside before it was copied, it asks once. */
export function SecretDialog({ token, note, onClose }: Props) {
  const [isSafe, setSafe] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const curl = `curl -H "Authorization: Bearer ${token.token}" ${window.location.origin}/api/v1/me`;
  const leave = () => {
    if (isSafe) return onClose();
    setAsking(true);
    setSafe(true);
  };
  return (
    <Dialog
      open
      onClose={leave}
      width="lg"
      title={
        <>
          “<Name>{token.name}</Name>” is ready
        </>
      }
      description="Copy the token now and keep it where only its user can read it."
    >
      <div className={dialogFormLook}>
        <div className="grid gap-2">
          <SecretValue label="Token" value={token.token} onCopied={() => setSafe(true)} />
          <Banner tone="warning">You will not see it again. {note}</Banner>
        </div>
        <div className="grid min-w-0 gap-1.5">
          <p className="font-medium">Try it</p>
          <div className="flex items-start gap-2 rounded-lg border border-line bg-canvas p-1.5 pl-3">
            <code className="min-w-0 flex-1 break-all py-1.5 font-mono text-sm">{curl}</code>
            <CopyButton iconOnly text={curl} label="Take the curl line" onCopied={() => setSafe(true)} />
          </div>
        </div>
        <DialogActions>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </div>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Leave without the token?"
        confirm="Leave"
        cancel="Go back"
        onConfirm={onClose}
      >
        <p>You have not copied it yet, and it cannot be shown again.</p>
      </ConfirmDialog>
    </Dialog>
  );
}

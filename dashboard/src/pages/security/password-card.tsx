import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Later } from '../../ui/later.tsx';
import { laterFile } from '../../ui/later-file.ts';
import { SettingRow } from '../../ui/setting-row.tsx';

const dialog = laterFile(() => import('./password-dialog.tsx'));

/** The password: only that there is one, and the way to another. */
export function PasswordCard() {
  const [isOpen, setOpen] = useState(false);
  return (
    <SettingRow
      title="Password"
      description="A new one signs you out everywhere but here."
      actions={
        <Button onPointerEnter={dialog.prepare} onFocus={dialog.prepare} onClick={() => setOpen(true)}>
          Change password
        </Button>
      }
    >
      {isOpen && (
        <Later file={dialog} onMissing={() => setOpen(false)}>
          {({ PasswordDialog }) => <PasswordDialog onClose={() => setOpen(false)} />}
        </Later>
      )}
    </SettingRow>
  );
}

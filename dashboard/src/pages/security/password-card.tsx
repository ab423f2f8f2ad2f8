import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Later } from '../../ui/later.tsx';
import { laterFile } from '../../ui/later-file.ts';
import { SettingRow } from '../../ui/setting-row.tsx';

const dialog = laterFile(() => import('./password-dialog.tsx'));

/** The password setting, with the dialog to change it. */
export function PasswordCard() {
  const [isOpen, setOpen] = useState(false);
  return (
    <SettingRow
      title="Password"
      description="Changing it signs you out everywhere else."
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

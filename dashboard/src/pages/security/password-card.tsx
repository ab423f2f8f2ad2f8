import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';

const dialog = lazyFile(() => import('./password-dialog.tsx'));

/** The password setting, with the dialog to change it. */
export function PasswordCard() {
  const [isOpen, setOpen] = useState(false);
  return (
    <SettingRow
      title="Password"
      description="Changing it signs you out everywhere else."
      actions={
        <Button onPointerEnter={dialog.preload} onFocus={dialog.preload} onClick={() => setOpen(true)}>
          Change password
        </Button>
      }
    >
      {isOpen && (
        <LazyPart file={dialog} onMissing={() => setOpen(false)}>
          {({ PasswordDialog }) => <PasswordDialog onClose={() => setOpen(false)} />}
        </LazyPart>
      )}
    </SettingRow>
  );
}

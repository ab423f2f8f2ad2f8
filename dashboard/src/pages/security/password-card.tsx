import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';

const loadDialog = () => import('./password-dialog.tsx');
const PasswordDialog = lazy(() => loadDialog().then((file) => ({ default: file.PasswordDialog })));

/** The password: only that there is one, and the way to another. */
export function PasswordCard() {
  const [isOpen, setOpen] = useState(false);
  const prepare = () => void loadDialog().catch(() => undefined);
  return (
    <SettingRow
      title="Password"
      description="A new one signs you out everywhere but here."
      actions={
        <Button onPointerEnter={prepare} onFocus={prepare} onClick={() => setOpen(true)}>
          Change password
        </Button>
      }
    >
      {isOpen && (
        <Suspense>
          <PasswordDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </SettingRow>
  );
}

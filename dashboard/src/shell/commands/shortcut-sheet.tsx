import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckboxField } from '../../ui/form/checkbox-field.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { Keys } from '../../ui/keys.tsx';
import { useVisiblePages } from '../visible-pages.ts';
import { useSingleKeys } from './single-keys.ts';

/** The keyboard shortcuts, and the choice to turn those of single keys off. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const pages = useVisiblePages().flatMap((group) => group.pages);
  const [areOn, setOn] = useSingleKeys();
  useReturnFocus(true);
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title="Keyboard shortcuts"
      description="They work everywhere except while you type and while a dialog is open."
    >
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <List title="General">
          <Shortcut keys={['mod', 'k']}>Search or jump to</Shortcut>
          <Shortcut keys={['/']}>Search on this page</Shortcut>
          <Shortcut keys={['?']}>Keyboard shortcuts</Shortcut>
        </List>
        <List title="Boards and tickets">
          <Shortcut keys={['Shift', 'left', 'right']}>Move the focused card</Shortcut>
          <Shortcut keys={['mod', 'enter']}>Send a comment or an edit</Shortcut>
        </List>
        <List title="Go to">
          {pages.map(
            ({ path, title, key }) =>
              key && (
                <Shortcut key={path} keys={['g', key]}>
                  {title}
                </Shortcut>
              ),
          )}
        </List>
      </div>
      <CheckboxField
        label="Use shortcuts of single keys"
        description="Turn this off if you dictate or press keys by mistake. The search stays on its keys."
        checked={areOn}
        onChange={(event) => setOn(event.target.checked)}
      />
    </Dialog>
  );
}

function List({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid content-start gap-1">
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Shortcut({ keys, children }: { readonly keys: readonly string[]; readonly children: string }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4">
      <dt>{children}</dt>
      <dd>
        <Keys keys={keys} />
      </dd>
    </div>
  );
}

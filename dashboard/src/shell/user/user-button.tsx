import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useMe } from '../../api/account/me.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';

/** The button that opens the user menu, with the member's name and email. */
export function UserButton(button: ComponentProps<'button'>) {
  const { user } = useMe();
  return (
    <button
      aria-haspopup="menu"
      aria-expanded="false"
      {...button}
      type="button"
      className="motion flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-line/60 data-[state=open]:bg-line/60 lg:w-full"
    >
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-full bg-accent font-medium text-accent-ink"
      >
        {[...user.name][0]?.toUpperCase()}
      </span>
      <span className="sr-only">Account of</span>
      <span
        title={`${isolated(user.name)}, ${isolated(user.email)}`}
        className="min-w-0 flex-1 leading-tight max-lg:sr-only"
      >
        <span className="block truncate font-medium">
          <Name>{user.name}</Name>
        </span>
        <span className="block truncate text-muted text-sm">
          <Name>{user.email}</Name>
        </span>
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted max-lg:hidden" />
    </button>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import type { ComponentProps } from 'react';
import { noticesQuery } from '../../api/account/notices.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';

/** The largest number that fits the icon. */
const largest = 99;

/** The button that opens the notices, with the number of those that are not dismissed. */
export function BellButton(button: ComponentProps<'button'>) {
  const { data } = useQuery(noticesQuery);
  const unread = data?.total ?? 0;
  const count = unread > largest ? `${largest}+` : String(unread);
  return (
    <button
      aria-haspopup="dialog"
      aria-expanded="false"
      {...button}
      type="button"
      aria-label={unread === 0 ? 'Notices' : `Notices, ${count} unread`}
      className={classNames(
        buttonClasses({ variant: 'quiet', size: 'icon' }),
        'relative data-[state=open]:bg-line/60',
      )}
    >
      <Bell aria-hidden="true" className="size-5" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-0 right-0 grid h-4 min-w-4 place-items-center rounded-full bg-danger-solid px-1 font-semibold text-[0.6875rem] text-on-danger leading-none"
        >
          {count}
        </span>
      )}
    </button>
  );
}

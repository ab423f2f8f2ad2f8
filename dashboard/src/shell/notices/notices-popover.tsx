import { Popover } from 'radix-ui';
import { useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { BellButton } from './bell-button.tsx';
import { NoticeList } from './notice-list.tsx';

/** The notices below the bell. Opens as soon as it has loaded. */
export function NoticesPopover() {
  const [isOpen, setOpen] = useState(true);
  const { pathname } = useLocation();
  const isLeaving = useRef(false);
  const content = useRef<HTMLDivElement>(null);
  const title = 'notices-title';
  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(open) => {
        isLeaving.current = false;
        setOpen(open);
      }}
    >
      <Popover.Trigger asChild>
        <BellButton />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          ref={content}
          aria-labelledby={title}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) w-96 max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-raised p-4 shadow-lg outline-none"
          onOpenAutoFocus={(event) => {
            // Not the first button, with which a second Enter would dismiss a notice.
            event.preventDefault();
            content.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            // A new page gets the focus itself.
            if (isLeaving.current) event.preventDefault();
          }}
        >
          <NoticeList
            titleId={title}
            onFollow={(to) => {
              isLeaving.current = to !== pathname;
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

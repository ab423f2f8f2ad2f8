import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { overlayClasses } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/feedback/spinner.tsx';
import { Keys } from '../../ui/keys.tsx';
import { useActiveOption } from '../../ui/listbox/use-active-option.ts';
import { countOf } from '../../ui/text/count-of.ts';
import type { PaletteOption } from './option.ts';
import { OptionList } from './option-list.tsx';
import { useOptions } from './use-options.ts';

type Props = {
  /** What was typed before the search had loaded. */
  readonly typed: RefObject<string>;
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
};

/** The search over pages, actions, tokens and tickets (WAI-ARIA, combobox with a listbox). */
export function Palette({ typed, onClose, onShortcuts }: Props) {
  const [text, setText] = useState('');
  // React may show a loaded part some time after it has rendered it.
  useLayoutEffect(() => setText(typed.current), [typed]);
  const listId = useId();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [opener] = useState(() => document.activeElement);
  const field = useRef<HTMLInputElement>(null);
  const isLeaving = useRef(false);
  const search = text.trim();
  const { groups, isPending } = useOptions(search, onShortcuts);
  const options = groups.flatMap((group) => group.options);
  const { active, elementId, setActive, onArrow } = useActiveOption(options, { listId });
  const choose = ({ action }: PaletteOption) => {
    onClose();
    if ('run' in action) return action.run();
    isLeaving.current = action.to !== pathname;
    void navigate(action.to);
  };
  const onKey = (event: KeyboardEvent) => {
    onArrow(event);
    if (event.key === 'Enter' && active && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(active);
    }
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClasses} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-4 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-xl outline-none sm:top-[12vh] sm:max-h-[70vh]"
          onOpenAutoFocus={(event) => {
            // Without selecting what was typed already.
            event.preventDefault();
            field.current?.focus();
            field.current?.setSelectionRange(text.length, text.length);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // A new page gets the focus itself.
            if (!isLeaving.current && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
          }}
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <div className="flex items-center gap-3 border-line border-b px-4">
            {isPending ? <Spinner /> : <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />}
            <input
              ref={field}
              role="combobox"
              aria-label="Search pages, tokens and tickets"
              aria-expanded={options.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={elementId}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              placeholder="Search or jump to…"
              className="h-12 min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted max-sm:text-base"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setActive(null);
              }}
              onKeyDown={onKey}
            />
          </div>
          <OptionList id={listId} groups={groups} active={active} onChoose={choose} onActive={setActive} />
          {options.length === 0 && !isPending && (
            <p className="px-4 py-8 text-center text-muted">Nothing matches “{search}”.</p>
          )}
          <p role="status" className="sr-only">
            {isPending ? 'Searching' : countOf(options.length, 'result')}
          </p>
          <p
            aria-hidden="true"
            className="flex gap-4 border-line border-t px-4 py-2 text-muted text-sm max-sm:hidden"
          >
            <span className="flex items-center gap-1.5">
              <Keys keys={['up', 'down']} /> Move
            </span>
            <span className="flex items-center gap-1.5">
              <Keys keys={['enter']} /> Open
            </span>
            <span className="flex items-center gap-1.5">
              <Keys keys={['Esc']} /> Close
            </span>
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useVisiblePages } from '../visible-pages.ts';
import { preloadSearch } from './command-area.tsx';
import { singleKeysAreOn } from './single-keys.ts';

/** The second key of a page's shortcut follows within so many milliseconds. */
const patience = 1_500;
/** Where a key has another meaning. */
const typing = 'input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=menu]';
const opened = '[role=dialog][data-state=open], [role=alertdialog][data-state=open], [role=menu]';

type Actions = { readonly onSearch: () => void; readonly onSheet: () => void };

/** Listens to the keyboard shortcuts of the shell, except while a dialog or menu is open. */
export function useShortcuts({ onSearch, onSheet }: Actions): void {
  const navigate = useNavigate();
  const groups = useVisiblePages();
  useEffect(() => {
    const pages = groups.flatMap((group) => group.pages);
    /** When G was pressed, if the next key may be a page's. */
    let began = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      if (event.key === 'Control' || event.key === 'Meta') return preloadSearch();
      if (document.querySelector(opened)) return;
      const key = event.key.toLowerCase();
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const run = (action: () => void) => {
        event.preventDefault();
        action();
      };
      if (isCommand && key === 'k') return run(onSearch);
      if (event.ctrlKey || event.metaKey || event.altKey || !singleKeysAreOn() || isTyping(event)) return;
      const isSecond = event.timeStamp - began < patience;
      began = key === 'g' && !isSecond ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const page = isSecond && pages.find((other) => other.key === key);
      if (page) return run(() => void navigate(page.path));
      if (event.key === '?') return run(onSheet);
      if (event.key === '/') return run(() => focusSearch() || onSearch());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [groups, navigate, onSearch, onSheet]);
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest(typing) !== null;
}

/** Moves the focus to the search field of the page. Returns false if it has none. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#main input[type=search]');
  field?.focus();
  field?.select();
  return field !== null;
}

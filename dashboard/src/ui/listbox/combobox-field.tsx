import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from '../class-names.ts';
import { Spinner } from '../feedback/spinner.tsx';
import { controlClasses, Field, type FieldProps } from '../form/field.tsx';
import { countOf } from '../text/count-of.ts';
import { type ComboboxOption, type Found, OptionPopup } from './option-popup.tsx';
import { useActiveOption } from './use-active-option.ts';

type Props = FieldProps & {
  readonly name?: string;
  readonly className?: string;
  /** The label of what is chosen; empty if nothing is. May be user-supplied. */
  readonly value: string;
  /** Of what is chosen. */
  readonly chosenId: string | null;
  /** The label if nothing is chosen: of no filter, such as "All members", or a request, such as "Choose a member". */
  readonly none: string;
  /** What to type, shown while the list is open. */
  readonly prompt: string;
  /** The searched text; null while the list is closed. */
  readonly search: string | null;
  readonly onSearch: (search: string | null) => void;
  readonly found: Found;
  readonly onChoose: (option: ComboboxOption) => void;
};

/** A field that chooses one of many by searching them (WAI-ARIA, editable combobox with list autocomplete). */
export function ComboboxField({ label, description, error, className, found, search, ...props }: Props) {
  const { value, chosenId, none, prompt, name, onSearch, onChoose } = props;
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const isOpen = search !== null;
  /** Whether the field shows the searched text, in place of what is chosen. */
  const [isTyped, setTyped] = useState(false);
  const { options, isPending, hasMore } = found;
  const { active, elementId, setActive, onArrow } = useActiveOption(isOpen ? options : [], {
    listId,
    initialId: search === '' ? chosenId : null,
    wraps: !hasMore,
  });
  const to = (next: string | null, typed = false) => {
    setActive(null);
    setTyped(typed);
    onSearch(next);
  };
  useEscape(isOpen, () => to(null));
  // What is typed next replaces the label of what is chosen.
  const chosen = isTyped ? null : value;
  useLayoutEffect(() => {
    const input = field.current;
    if (input === document.activeElement && input?.value === chosen) input.select();
  }, [chosen]);
  const choose = (option: ComboboxOption) => {
    if (option.isDisabled) return;
    to(null);
    onChoose(option);
  };
  const onKey = (event: KeyboardEvent) => {
    if (isOpen) onArrow(event);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      field.current?.select();
      to('');
    }
    if (event.key !== 'Enter' || !isOpen || event.nativeEvent.isComposing) return;
    // Not the form, and nothing that a search in progress may not find.
    event.preventDefault();
    if (active && !isPending) choose(active);
  };
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <div className={classNames('relative', className)}>
          <input
            {...control}
            ref={field}
            role="combobox"
            name={name}
            dir="auto"
            aria-expanded={isOpen}
            aria-controls={isOpen ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={elementId}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            placeholder={isOpen ? prompt : none}
            value={isOpen && isTyped ? search : value}
            className={classNames(
              controlClasses,
              'text-ellipsis pr-9',
              !isOpen && 'cursor-pointer placeholder:text-ink',
            )}
            onFocus={({ target }) => target.select()}
            onClick={({ currentTarget }) => {
              currentTarget.select();
              if (!isOpen) to('');
            }}
            onChange={({ target }) => to(target.value, true)}
            onBlur={() => isOpen && to(null)}
            onKeyDown={onKey}
          />
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-muted">
            {isOpen && isPending ? <Spinner /> : <ChevronDown aria-hidden="true" className="size-4" />}
          </span>
          <span role="status" className="sr-only">
            {isOpen &&
              (isPending
                ? 'Searching'
                : countOf(options.length, 'result', 'results', hasMore ? false : undefined))}
          </span>
          {isOpen && (
            <OptionPopup
              id={listId}
              of={field.current}
              found={found}
              search={search}
              active={active}
              chosenId={chosenId}
              onChoose={choose}
              onActive={setActive}
            />
          )}
        </div>
      )}
    </Field>
  );
}

/** Escape closes the list, and not the dialog around it, which listens on the document. */
function useEscape(isOpen: boolean, onEscape: () => void): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [isOpen]);
}

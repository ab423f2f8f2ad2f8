import { Check } from 'lucide-react';
import { type UIEvent, useRef } from 'react';
import { classNames } from '../class-names.ts';
import { useTopLayer } from '../hooks/use-top-layer.ts';
import { Name } from '../text/name.tsx';
import { ListOption } from './list-option.tsx';
import { optionElementId } from './use-active-option.ts';

export type ComboboxOption = {
  readonly id: string;
  /** May be user-supplied. */
  readonly label: string;
  /** A second line, such as an email. */
  readonly detail?: string;
  /** The second line says why. */
  readonly isDisabled?: boolean;
};

/** What a search has found so far. */
export type Found = {
  readonly options: readonly ComboboxOption[];
  /** Whether these are not yet the options of what was typed. */
  readonly isPending: boolean;
  /** Why the search failed, and what to do. */
  readonly problem: string | null;
  readonly hasMore: boolean;
  readonly onMore: () => void;
};

/** The next options are loaded when so many pixels remain. */
const ahead = 200;

type Props = {
  readonly id: string;
  readonly of: HTMLElement | null;
  readonly found: Found;
  readonly search: string;
  readonly active: ComboboxOption | undefined;
  readonly chosenId: string | null;
  readonly onChoose: (option: ComboboxOption) => void;
  readonly onActive: (id: string) => void;
};

/** The options below their field. Loads more when it is scrolled to the end. */
export function OptionPopup({ id, of, found, search, active, chosenId, onChoose, onActive }: Props) {
  const popup = useRef<HTMLDivElement>(null);
  useTopLayer(popup, of, 'list');
  const { options, isPending, problem, hasMore, onMore } = found;
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
    if (hasMore && scrollHeight - scrollTop - clientHeight < ahead) onMore();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps the focus in the field
    <div
      ref={popup}
      popover="manual"
      className="fixed m-0 overflow-y-auto overscroll-contain rounded-lg border border-line bg-raised p-1 text-ink shadow-lg [overflow-wrap:anywhere]"
      onMouseDown={(event) => event.preventDefault()}
      onScroll={onScroll}
    >
      <div
        id={id}
        role="listbox"
        aria-label="Results"
        aria-busy={isPending}
        className={classNames(options.length === 0 && 'hidden', isPending && 'opacity-60')}
      >
        {options.map((option) => (
          <ListOption
            key={option.id}
            id={optionElementId(id, option)}
            isActive={option === active}
            isDisabled={option.isDisabled ?? false}
            onChoose={() => onChoose(option)}
            onActive={() => onActive(option.id)}
          >
            <span className="grid min-w-0 flex-1">
              <Name>{option.label}</Name>
              {option.detail && (
                <span className="text-muted text-sm">
                  <Name>{option.detail}</Name>
                </span>
              )}
            </span>
            {option.id === chosenId && <Check aria-hidden="true" className="size-4 shrink-0 text-accent" />}
          </ListOption>
        ))}
      </div>
      {problem !== null && <p className="px-2 py-1.5 text-danger text-sm">{problem}</p>}
      {problem === null && isPending && options.length === 0 && (
        <p className="px-2 py-1.5 text-muted">Searching…</p>
      )}
      {problem === null && !isPending && options.length === 0 && (
        <p className="px-2 py-1.5 text-muted">
          {search === '' ? 'Nobody to choose.' : `Nothing matches “${search}”.`}
        </p>
      )}
    </div>
  );
}

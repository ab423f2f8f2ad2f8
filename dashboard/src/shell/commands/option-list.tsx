import { classNames } from '../../ui/class-names.ts';
import { Keys } from '../../ui/keys.tsx';
import { ListOption } from '../../ui/listbox/list-option.tsx';
import { optionElementId } from '../../ui/listbox/use-active-option.ts';
import { Name } from '../../ui/text/name.tsx';
import type { OptionGroup, PaletteOption } from './option.ts';

type Props = {
  readonly id: string;
  readonly groups: readonly OptionGroup[];
  readonly active: PaletteOption | undefined;
  readonly onChoose: (option: PaletteOption) => void;
  readonly onActive: (id: string) => void;
};

/** The options of the search. The field keeps the focus and says which option is active. */
export function OptionList({ id, groups, active, onChoose, onActive }: Props) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Results"
      className={classNames('min-h-0 scroll-py-2 overflow-y-auto p-2', groups.length === 0 && 'hidden')}
    >
      {groups.map(({ name, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is not allowed in a listbox
        <div key={name} role="group" aria-label={name} className="pb-1">
          <p aria-hidden="true" className="px-2 pt-2 pb-1 font-medium text-muted text-sm">
            {name}
          </p>
          {options.map((option) => (
            <Option
              key={option.id}
              id={optionElementId(id, option)}
              option={option}
              isActive={option === active}
              onChoose={() => onChoose(option)}
              onActive={() => onActive(option.id)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type OptionProps = {
  readonly id: string;
  readonly option: PaletteOption;
  readonly isActive: boolean;
  readonly onChoose: () => void;
  readonly onActive: () => void;
};

function Option({ id, option, isActive, onChoose, onActive }: OptionProps) {
  const { icon: Icon, label, detail, keys } = option;
  return (
    <ListOption id={id} isActive={isActive} onChoose={onChoose} onActive={onActive}>
      <Icon
        aria-hidden="true"
        className={classNames('size-4 shrink-0', isActive ? 'text-accent' : 'text-muted')}
      />
      <span className="min-w-0 flex-1 truncate">
        <Name>{label}</Name>
      </span>
      {detail && (
        <span className="max-w-[45%] shrink-0 truncate text-muted text-sm">
          <Name>{detail}</Name>
        </span>
      )}
      {keys && (
        <span aria-hidden="true" className="max-sm:hidden">
          <Keys keys={keys} />
        </span>
      )}
    </ListOption>
  );
}

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../../api/errors.ts';
import { type MemberSearch, memberSearchQuery, namedMemberQuery } from '../../api/organization/members.ts';
import type { FieldProps } from '../../ui/form/field.tsx';
import { useSettled } from '../../ui/hooks/use-settled.ts';
import { ComboboxField } from '../../ui/listbox/combobox-field.tsx';
import { foundOf } from '../../ui/listbox/found-of.ts';
import type { ComboboxOption } from '../../ui/listbox/option-popup.tsx';
import { matches } from '../../ui/text/matches.ts';

/** Milliseconds without typing after which the server is asked. */
const pause = 150;
const everybody: MemberSearch = {};

type Props = FieldProps & {
  readonly name?: string;
  readonly className?: string;
  /** The label if nobody is chosen. */
  readonly none: string;
  /** Whether nobody can be chosen again, as in a filter. */
  readonly isOptional?: boolean;
  /** Who can be chosen besides members. */
  readonly others?: readonly ComboboxOption[];
  /** Which members can be chosen; all unless it is given. */
  readonly among?: MemberSearch;
  /** Why a member cannot be chosen. */
  readonly refusalOf?: (userId: string) => string | null;
  /** The ID of a member or of one of the others; null for none. */
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
};

/** Chooses a member, whom the server searches by name and email. For administrators. */
export function MemberField({ none, isOptional = false, others = [], value, onChange, ...props }: Props) {
  const { among = everybody, refusalOf, ...field } = props;
  const [search, setSearch] = useState<string | null>(null);
  const settled = useSettled(search?.trim() ?? '', pause);
  const client = useQueryClient();
  const list = useInfiniteQuery({ ...memberSearchQuery(settled, among), enabled: search !== null });
  const members = list.data ?? [];
  const other = others.find(({ id }) => id === value);
  const { data: known } = useQuery({
    ...namedMemberQuery(value ?? ''),
    enabled: value !== null && other === undefined,
  });
  const offered = [...(isOptional ? [{ id: '', label: none }] : []), ...others];
  const found = foundOf(list, {
    first: offered.filter(({ label }) => matches(label, search?.trim() ?? '')),
    found: members.map(({ id, name, email }) => {
      const refusal = refusalOf?.(id) ?? null;
      return { id, label: name, detail: refusal ?? email, isDisabled: refusal !== null };
    }),
    isTyping: settled !== (search?.trim() ?? ''),
    problem: list.error ? explain(list.error) : null,
  });
  const choose = ({ id }: ComboboxOption) => {
    const member = members.find((one) => one.id === id);
    if (member) client.setQueryData(namedMemberQuery(id).queryKey, member);
    onChange(id === '' ? null : id);
  };
  return (
    <ComboboxField
      {...field}
      none={none}
      prompt="Name or email"
      value={value === null ? '' : (other?.label ?? known?.name ?? 'Selected member')}
      chosenId={value ?? ''}
      search={search}
      onSearch={setSearch}
      found={found}
      onChoose={choose}
    />
  );
}

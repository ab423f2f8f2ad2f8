import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../api/account/me.ts';
import { explain } from '../../api/errors.ts';
import { assigneeQuery, assigneesQuery } from '../../api/tickets/boards.ts';
import { useSettled } from '../../ui/hooks/use-settled.ts';
import { ComboboxField } from '../../ui/listbox/combobox-field.tsx';
import { foundOf } from '../../ui/listbox/found-of.ts';
import type { ComboboxOption } from '../../ui/listbox/option-popup.tsx';
import { matches } from '../../ui/text/matches.ts';

type Person = { readonly id: string; readonly name: string };
type Props = {
  readonly boardId: string;
  /** The label if nobody is chosen. */
  readonly none: string;
  /** A choice of its own for tickets that nobody is assigned to. */
  readonly nobody?: Person;
  readonly className?: string;
  readonly error?: string | null | undefined;
  /** The ID of the chosen member, and the name, if it is known; null for nobody. */
  readonly value: { readonly id: string; readonly name?: string } | null;
  readonly onChange: (person: Person | null) => void;
};

/** Milliseconds without typing after which the server is asked. */
const pause = 150;

/** Chooses one of those who can be assigned a board's tickets, whom the server searches by name. */
export function AssigneeField({ boardId, none, nobody, value, onChange, ...field }: Props) {
  const { user } = useMe();
  const [search, setSearch] = useState<string | null>(null);
  const settled = useSettled(search?.trim() ?? '', pause);
  const client = useQueryClient();
  const list = useInfiniteQuery({ ...assigneesQuery(boardId, settled), enabled: search !== null });
  const people = list.data ?? [];
  const isUnnamed = value !== null && value.name === undefined;
  const { data: named } = useQuery({ ...assigneeQuery(boardId, value?.id ?? ''), enabled: isUnnamed });
  const found = foundOf(list, {
    first: [{ id: '', label: none }, ...(nobody ? [{ id: nobody.id, label: nobody.name }] : [])].filter(
      ({ label }) => matches(label, search?.trim() ?? ''),
    ),
    found: people.map(({ id, name }) => ({ id, label: name, ...(id === user.id && { detail: 'You' }) })),
    isTyping: settled !== (search?.trim() ?? ''),
    problem: list.error ? explain(list.error) : null,
  });
  const choose = ({ id }: ComboboxOption) => {
    const person = people.find((one) => one.id === id) ?? null;
    if (id === nobody?.id) return onChange(nobody);
    if (person) client.setQueryData(assigneeQuery(boardId, id).queryKey, person);
    onChange(person);
  };
  return (
    <ComboboxField
      {...field}
      label="Assignee"
      none={none}
      prompt="Name"
      value={value === null ? '' : (value.name ?? named?.name ?? 'Selected member')}
      chosenId={value?.id ?? ''}
      search={search}
      onSearch={setSearch}
      found={found}
      onChoose={choose}
    />
  );
}

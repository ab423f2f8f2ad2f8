import { type KeyboardEvent, useEffect, useState } from 'react';

type Identified = { readonly id: string };
type Choice = {
  /** The ID of the list's element. */
  readonly listId: string;
  /** The option that is active until another one is; otherwise the first one. */
  readonly initialId?: string | null;
  /** Whether the arrow keys continue at the other end. */
  readonly wraps?: boolean;
};

/** The active option of a list whose field keeps the focus (WAI-ARIA, combobox with a listbox). */
export function useActiveOption<Option extends Identified>(
  options: readonly Option[],
  { listId, initialId = null, wraps = true }: Choice,
) {
  const [activeId, setActive] = useState<string | null>(null);
  const active =
    options.find(({ id }) => id === activeId) ?? options.find(({ id }) => id === initialId) ?? options[0];
  const elementId = active && optionElementId(listId, active);
  useEffect(() => {
    if (elementId) document.getElementById(elementId)?.scrollIntoView({ block: 'nearest' });
  }, [elementId]);
  /** Moves with the arrow keys. */
  const onArrow = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined || !active) return;
    event.preventDefault();
    const next = options.indexOf(active) + step;
    const end = options.length - 1;
    const index = wraps ? (next + options.length) % options.length : Math.min(Math.max(next, 0), end);
    setActive(options[index]?.id ?? null);
  };
  return { active, elementId, setActive, onArrow };
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The ID of an option's element. */
export function optionElementId(listId: string, { id }: Identified): string {
  return `${listId}-${id}`;
}

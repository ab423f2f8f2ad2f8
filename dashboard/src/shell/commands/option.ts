import type { LucideIcon } from 'lucide-react';

/** Something that the search offers. */
export type PaletteOption = {
  /** Also the part of its element's ID. */
  readonly id: string;
  readonly icon: LucideIcon;
  /** May be user-supplied. */
  readonly label: string;
  readonly detail?: string;
  /** The keys that do the same. */
  readonly keys?: readonly string[];
  readonly action: { readonly to: string } | { readonly run: () => void };
};
export type OptionGroup = { readonly name: string; readonly options: readonly PaletteOption[] };

/** Whether a text is a display ID, such as WEB-42. */
export function displayIdIn(search: string): string | null {
  return /^[a-z][a-z0-9]{0,9}-[1-9][0-9]{0,9}$/i.test(search) ? search.toUpperCase() : null;
}

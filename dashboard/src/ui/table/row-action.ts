/** One thing that can be done with a row. */
export type RowAction = {
  /** The words of its button: "Revoke". */
  readonly label: string;
  /** What screen readers call it, where the words do not say enough without the row. */
  readonly name?: string;
  /** `caution`: leads to something that cannot be undone. */
  readonly tone?: 'caution';
  /** In a menu, a line stands before it. */
  readonly apart?: boolean;
  readonly pending?: boolean;
  readonly onSelect: () => void;
};
/** What can be done with a row, and what the row is. */
export type ActionsOfRow = {
  /** What the row is about, in "Actions for …": the menu's name. A text that somebody chose goes through `isolated`. */
  readonly of: string;
  /** The id of the element that names the row. */
  readonly describedBy?: string;
  readonly actions: readonly RowAction[];
};

/** An action of a row. */
export type RowAction = {
  /** The label of its button, such as "Revoke". */
  readonly label: string;
  /** The name for screen readers, if the label is unclear without the row. */
  readonly name?: string;
  /** `caution` marks actions that cannot be undone. */
  readonly tone?: 'caution';
  /** Whether a menu shows a separator before it. */
  readonly apart?: boolean;
  readonly pending?: boolean;
  readonly onSelect: () => void;
};
/** A row's actions. */
export type ActionsOfRow = {
  /** The row's name in "Actions for …". Pass user-supplied text through `isolated`. */
  readonly of: string;
  /** The id of the element that names the row. */
  readonly describedBy?: string;
  readonly actions: readonly RowAction[];
};

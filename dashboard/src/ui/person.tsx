type Props = {
  readonly name: string;
  readonly email?: string | null;
  /** The words that a row begins with. */
  readonly strong?: boolean;
};

/** Somebody's name above their email, each on one line; what is cut off is shown on hover. */
export function Person({ name, email, strong = false }: Props) {
  return (
    <span className="grid gap-0.5 md:min-w-36 md:max-w-44">
      <span title={name} className={strong ? 'truncate font-medium' : 'truncate'}>
        {name}
      </span>
      {email && (
        <span title={email} className="truncate text-muted text-sm">
          {email}
        </span>
      )}
    </span>
  );
}

type Props = {
  readonly name: string;
  readonly email?: string | null;
  /** The words that a row begins with. */
  readonly strong?: boolean;
};

/** Somebody's name above their email, each on one line; what is cut off is shown on hover. */
export function Person({ name, email, strong = false }: Props) {
  return (
    <span className="grid gap-0.5">
      <span title={name} className={strong ? 'truncate font-medium md:max-w-44' : 'truncate md:max-w-36'}>
        {name}
      </span>
      {email && (
        <span title={email} className="truncate text-muted text-sm md:max-w-36">
          {email}
        </span>
      )}
    </span>
  );
}

import { Name } from '../ui/text/name.tsx';

type Props = {
  readonly name: string;
  readonly email?: string | null;
  /** Whether the name is the title of a row. */
  readonly strong?: boolean;
};

/** A person's name above their email. */
export function Person({ name, email, strong = false }: Props) {
  return (
    <span className="grid gap-0.5 md:min-w-36">
      <span className={strong ? 'font-medium' : undefined}>
        <Name>{name}</Name>
      </span>
      {email && (
        <span className="text-muted text-sm">
          <Name>{email}</Name>
        </span>
      )}
    </span>
  );
}

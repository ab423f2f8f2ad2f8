import { Name } from '../ui/text/name.tsx';

type Props = {
  readonly name: string;
  readonly email?: string | null;
  /** The words that a row begins with. */
  readonly strong?: boolean;
};

/** Somebody's name above their email, each on as many lines as it needs. */
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

import { useState } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../ui/badge.tsx';
import { OperationDetails } from './operation-details.tsx';
import type { Operation, OperationGroup } from './operations.ts';

const tones = { GET: 'neutral', POST: 'good', PUT: 'accent', PATCH: 'accent', DELETE: 'danger' } as const;

type Props = { readonly group: OperationGroup; readonly opened: string };

/** A tag with its operations. The details of an operation are rendered once it is open. */
export function GroupSection({ group: { name, description, operations }, opened }: Props) {
  const id = `tag-${name.toLowerCase()}`;
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <div className="grid gap-1">
        <h2 id={id} className="font-semibold text-lg tracking-tight">
          {name}
        </h2>
        {description && <p className="text-muted">{description}</p>}
      </div>
      <div className="divide-y divide-line rounded-lg border border-line bg-surface">
        {operations.map((operation) => (
          <OperationItem
            key={operation.anchor}
            operation={operation}
            isOpened={operation.anchor === opened}
          />
        ))}
      </div>
    </section>
  );
}

function OperationItem({
  operation,
  isOpened,
}: {
  readonly operation: Operation;
  readonly isOpened: boolean;
}) {
  const [isOpen, setOpen] = useState(isOpened);
  const { anchor, method, path, title } = operation;
  return (
    <details
      id={anchor}
      open={isOpen}
      className="scroll-mt-4"
      onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}
    >
      <summary className="flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-lg px-4 py-3 hover:bg-line/30">
        <Badge mono tone={tones[method as keyof typeof tones] ?? 'neutral'}>
          {method}
        </Badge>
        <span className="min-w-0 flex-1 basis-64 font-medium">{title}</span>
        <code className="min-w-0 font-mono text-muted text-sm [overflow-wrap:anywhere]">{path}</code>
      </summary>
      {isOpen && (
        <div className="grid gap-6 px-4 pt-1 pb-5">
          <OperationDetails operation={operation} />
          <Link to={`#${anchor}`} className="w-fit text-accent text-sm underline-offset-4 hover:underline">
            Link to this operation<span className="sr-only">: {title}</span>
          </Link>
        </div>
      )}
    </details>
  );
}

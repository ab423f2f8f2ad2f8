import { classNames } from '../class-names.ts';

/** A gray placeholder. The class sets its size. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={classNames('rounded bg-line/70', className)} />;
}

/** Placeholder rows while a list loads, announced once to screen readers. */
export function SkeletonRows({ rows = 3 }: { readonly rows?: number }) {
  return (
    <div className="divide-y divide-line rounded-lg border border-line bg-surface">
      <p role="status" className="sr-only">
        Loading
      </p>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex items-center gap-6 px-4 py-4">
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-40 max-w-full" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
          <Skeleton className="hidden h-4 w-24 sm:block" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
        </div>
      ))}
    </div>
  );
}

/** Placeholder of a whole page inside the shell: its heading and rows. */
export function SkeletonPage({ rows = 3 }: { readonly rows?: number }) {
  return (
    <>
      <Skeleton className="h-8 w-44 max-w-full" />
      <SkeletonRows rows={rows} />
    </>
  );
}

import { Skeleton } from '../../ui/feedback/skeleton.tsx';

/** Placeholder while the request loads. */
export function ConsentSkeleton() {
  return (
    <main className="mx-auto grid w-full max-w-lg content-start justify-items-center gap-6 px-4 py-[8vh]">
      <p role="status" className="sr-only">
        Loading
      </p>
      <Skeleton className="size-11" />
      <Skeleton className="h-7 w-64 max-w-full" />
      <Skeleton className="h-80 w-full" />
    </main>
  );
}

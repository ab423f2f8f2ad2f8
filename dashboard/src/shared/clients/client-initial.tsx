/** Stands for an application in place of its logo: a picture would tell its host who looks at this page. */
export function ClientInitial({ name }: { readonly name: string }) {
  const initial = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '?';
  return (
    <span
      aria-hidden="true"
      className="grid size-11 shrink-0 place-items-center overflow-hidden rounded-xl border border-line bg-raised font-semibold text-lg text-muted"
    >
      {initial}
    </span>
  );
}

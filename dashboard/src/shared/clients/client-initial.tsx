/** Shown in place of an application's logo: loading an image would tell its host who views the page. */
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

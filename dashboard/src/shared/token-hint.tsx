/** A token's prefix and its last four characters. */
export function TokenHint({ hint }: { readonly hint: string }) {
  return <code className="whitespace-nowrap font-mono text-muted text-sm">spedy_pat_…{hint}</code>;
}

/** Marks the part of the page that is being read in the outline. */
export function followReading(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.outline a')];
  const linkOf = new Map(links.map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...document.querySelectorAll('main :is(h2, h3)')].filter(({ id }) => linkOf.has(id));
  if (headings.length === 0) return;
  const mark = () => {
    // The last heading above a line below the top bar.
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < 120) ?? headings[0];
    for (const link of links) link.removeAttribute('aria-current');
    if (current) linkOf.get(current.id)?.setAttribute('aria-current', 'location');
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
}

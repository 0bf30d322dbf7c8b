/** Brings the next page, or null at the end; asked again, it gives the same. */
export type LinkedPages<Page> = () => Promise<Link<Page> | null>;

/** A page and the way to the next. */
interface Link<Page> {
  readonly page: Page;
  readonly next: LinkedPages<Page>;
}

/**
 * Pages that several readers go through at their own pace: each page is fetched once, when the first of them asks for it.
 * A page is held only as long as a reader stands before it, so that those who keep the start hold everything.
 */
export function linkPages<Page>(pages: AsyncIterator<Page, void>): LinkedPages<Page> {
  let asked: Promise<Link<Page> | null> | null = null;
  return () => {
    asked ??= pages
      .next()
      .then(({ done, value }) =>
        done === true ? null : { page: value as Page, next: linkPages(pages) },
      );
    return asked;
  };
}

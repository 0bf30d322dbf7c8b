/** Where pages stand and whose data they show. */
export interface Place {
  /** What stands before every path of a link, such as `/xops` behind a proxy; empty at the root. */
  readonly base: string;
  /** `sample organisation` or `live`. */
  readonly awsSource: string;
}

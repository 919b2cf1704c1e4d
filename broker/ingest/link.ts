/** A connection that has proven which cabinet it speaks for. */
export interface Link {
  readonly id: string;
  /** The login it was opened with. */
  readonly boot: number;
  readonly n: number;
  /** Messages of this link whose outcome is not known yet. */
  waiting: number;
  /** Its reports that came after newer ones. */
  late: number;
}

/** Everything that is kept about a member, by section; a row is a record as it stands, without secrets. */
export type MemberExport = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Reads what is kept about members. */
export interface MemberExportStore {
  /** Every section, also those that hold nothing; undefined for an unknown member. */
  exportMember(member_id: string): Promise<MemberExport | undefined>;
}

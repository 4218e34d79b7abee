/** A member's account, as its row stands. */
export interface Member {
  readonly member_id: string;
  /** The e-mail address, trimmed and lower-cased: the one login identifier. */
  readonly username: string;
  readonly display_name: string;
  /** Customer id in the iRacing dialect. */
  readonly cust_id: number;
  /** Account id (UUID) in the Trackmania dialect. */
  readonly account_id: string;
  /** Argon2id PHC string over the masked password; the masked value itself is stored nowhere. */
  readonly password_verifier: string;
  readonly created_at: number;
  /** Set when the account may no longer be used. */
  readonly disabled_at: number | null;
  /** 1 for those who work for the service. */
  readonly is_staff: 0 | 1;
  /** 1 when the password has to be replaced, by a mailed link, before the account can be used again. */
  readonly must_reset: 0 | 1;
}

/** Says whether a member works for the service. Nothing else of the account tells. */
export function isStaff({ is_staff }: Pick<Member, 'is_staff'>): boolean {
  return is_staff === 1;
}

/** Where members are kept. */
export interface MemberStore {
  /** Finds by the trimmed and lower-cased e-mail address. */
  findMemberByUsername(username: string): Promise<Member | undefined>;
  findMember(member_id: string): Promise<Member | undefined>;
  findMemberByCustId(cust_id: number): Promise<Member | undefined>;
  /** All members, oldest first, at most `limit`. */
  listMembers(limit: number): Promise<readonly Member[]>;
  /**
   * Replaces the verifier by one of the same password at another cost. Nothing is written when another one
   * has taken its place meanwhile.
   *
   * @returns whether it was replaced
   */
  renewPasswordVerifier(member: Member, password_verifier: string): Promise<boolean>;
  /** Inserts a member or, where the `member_id` stands, replaces the record. */
  saveMember(member: Member): Promise<void>;
}

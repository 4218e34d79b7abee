import { readFields } from './read-fields.ts';

/** A member's licence in one category of racing. */
export interface License {
  readonly category_name: string;
  readonly group_name: string;
  readonly safety_rating: number;
  readonly irating: number;
}

/** What `member/info` says about the member, as far as it is shown. */
export interface MemberInfo {
  readonly display_name: string;
  readonly cust_id: number;
  /** A day, as it was sent: "2021-03-14". */
  readonly member_since: string;
  readonly country: string | undefined;
  readonly licenses: readonly License[];
}

function parseLicense(value: unknown): License {
  const license = readFields(value, 'A licence of member/info');
  const irating = license.raw('irating');
  return {
    category_name: license.text('category_name'),
    group_name: license.text('group_name'),
    safety_rating: license.number('safety_rating'),
    irating: typeof irating === 'number' ? irating : -1,
  };
}

/**
 * Reads the payload of `member/info`.
 *
 * @throws UnexpectedData
 */
export function parseMemberInfo(payload: unknown): MemberInfo {
  const info = readFields(payload, 'The answer of member/info');
  const licenses = info.object('licenses');
  const country = info.raw('flair_name');
  return {
    display_name: info.text('display_name'),
    cust_id: info.number('cust_id'),
    member_since: info.text('member_since'),
    country: typeof country === 'string' && country !== '' ? country : undefined,
    licenses: licenses.names().map((name) => parseLicense(licenses.raw(name))),
  };
}

import { isoDate, isoTime } from '../world/calendar.ts';
import { mix } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import { awardSummary, awardsOf } from './awards.ts';
import { licensesOf } from './licenses.ts';
import { flairOf, helmetOf, suitOf } from './looks.ts';
import { carPackagesOf, trackPackagesOf } from './ownership.ts';
import type { Payload, PayloadContext } from './payload.ts';

/** A member was last here some minutes to two days before the answer was built. */
export function lastLogin(member: Member, asOf: number): number {
  return Math.max(member.member_since, asOf - (mix(member.hash, 221) % 172_800));
}

function createInfo(context: PayloadContext, member: Member) {
  const { asOf } = context;
  const read = isoTime(Math.min(asOf, member.member_since + 600));
  const licenses = licensesOf(context, member).map((license) => [
    license.category,
    // An unrated member has −1 here, where the field is never missing.
    { ...license, irating: license.irating ?? -1 },
  ]);
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    first_name: member.first_name,
    last_name: member.last_name,
    on_car_name: member.display_name,
    member_since: isoDate(member.member_since),
    ...flairOf(member),
    flair_country_code: member.flair.country_code,
    last_login: isoTime(lastLogin(member, asOf)),
    read_tc: read,
    read_pp: read,
    read_comp_rules: read,
    flags: 0,
    connection_type: 'DSL',
    download_server: 'Local',
    account: {
      ir_dollars: 0,
      ir_credits: (mix(member.hash, 222) % 4000) / 100,
      status: 'Active',
      country_rules: null,
    },
    helmet: helmetOf(member),
    suit: { ...suitOf(member), body_type: mix(member.hash, 223) % 2 },
    licenses: Object.fromEntries(licenses),
    car_packages: carPackagesOf(member),
    track_packages: trackPackagesOf(member),
    other_owned_packages: [1, 2],
    dev: false,
    alpha_tester: false,
    rain_tester: false,
    broadcaster: false,
    restrictions: {},
    has_read_comp_rules: true,
    has_read_nda: false,
    flags_hex: '0x0',
    hundred_pct_club: false,
    twenty_pct_discount: mix(member.hash, 226) % 2 === 0,
    last_season: 0,
    has_additional_content: true,
    has_read_tc: true,
    has_read_pp: true,
  };
}

function createEntry(context: PayloadContext, member: Member, withLicenses: boolean) {
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    helmet: helmetOf(member),
    last_login: isoTime(lastLogin(member, context.asOf)),
    member_since: isoDate(member.member_since),
    ...flairOf(member),
    ai: false,
    ...(withLicenses && { licenses: licensesOf(context, member) }),
  };
}

/** The caller as a member; undefined when the service does not know it any more. */
function findCaller({ world, guests, caller }: PayloadContext): Member | undefined {
  return caller === undefined ? undefined : world.findMember(caller, guests);
}

/** Members: one's own account, others by number, awards. */
export const memberPayloads: Readonly<Record<string, Payload>> = {
  'member/info': {
    kind: 'link',
    forCaller: true,
    answer: (context) => {
      const member = findCaller(context);
      return member === undefined ? undefined : createInfo(context, member);
    },
  },
  'member/get': {
    kind: 'link',
    answer: (context) => {
      const { world, guests, parameters } = context;
      const custIds = parameters.findNumbers('cust_ids') ?? [];
      const members = [...new Set(custIds)]
        .map((custId) => world.findMember(custId, guests))
        .filter((member) => member !== undefined)
        .map((member) => createEntry(context, member, parameters.isSet('include_licenses')));
      return { success: true, cust_ids: custIds, members };
    },
  },
  'member/awards': {
    kind: 'data_url',
    summary: awardSummary,
    answer: (context) => awardsOf(context),
  },
};

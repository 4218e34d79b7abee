import { awardsOf } from './awards.ts';
import type { Payload, PayloadContext } from './payload.ts';

type Award = ReturnType<typeof awardsOf>[number];

/** The award that is asked for, given or in progress; undefined for an unknown one. */
function findAward(context: PayloadContext): Award | undefined {
  const awardId = context.parameters.getNumber('award_id');
  return awardsOf(context).find(({ award_id }) => award_id === awardId);
}

function createInstance(award: Award) {
  return {
    member_award_id: award.member_award_id,
    award_id: award.award_id,
    achievement: award.achievement,
    award_count: award.award_count,
    award_order: award.award_order,
    ...('award_date' in award && {
      award_date: award.award_date,
      awarded_description: award.awarded_description,
      display_date: award.display_date,
      viewed: award.viewed,
    }),
    ...('subsession_id' in award && { subsession_id: award.subsession_id }),
  };
}

/** What only a known award has: what it is for and how it looks. */
function createDetails(award: Award) {
  return {
    description: award.description,
    group_name: award.group_name,
    ...('icon_background_color' in award && { icon_background_color: award.icon_background_color }),
    icon_url_large: award.icon_url_large,
    icon_url_small: award.icon_url_small,
    icon_url_unawarded: award.icon_url_unawarded,
    name: award.name,
  };
}

/** One award of a member, each time it was given. */
export const awardInstancePayloads: Readonly<Record<string, Payload>> = {
  'member/award_instances': {
    kind: 'data_url',
    summary: (context) => ({
      success: true,
      cust_id: context.parameters.getNumber('cust_id'),
      award_id: context.parameters.getNumber('award_id'),
      award_count: findAward(context)?.award_count ?? 0,
    }),
    answer: (context) => {
      const award = findAward(context);
      return {
        cust_id: context.parameters.getNumber('cust_id'),
        award_id: context.parameters.getNumber('award_id'),
        achievement: award?.achievement ?? false,
        award_count: award?.award_count ?? 0,
        awards: award === undefined ? [] : [createInstance(award)],
        has_pdf: award?.has_pdf ?? false,
        weight: award?.weight ?? 0,
        ...(award !== undefined && createDetails(award)),
      };
    },
  },
};

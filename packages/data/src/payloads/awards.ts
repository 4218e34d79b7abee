import { isoDate } from '../world/calendar.ts';
import { mix } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import type { PayloadContext } from './payload.ts';

const definitions = [
  { name: 'First Green Flag', group: 'Milestones', about: 'Start an official race.', of: 1 },
  { name: 'Regular', group: 'Milestones', about: 'Start fifty official races.', of: 50 },
  { name: 'Clean Sheet', group: 'Conduct', about: 'Finish a race without an incident.', of: 1 },
  { name: 'Spotless Month', group: 'Conduct', about: 'Ten races in a row without one.', of: 10 },
  { name: 'Early Bird', group: 'Participation', about: 'Race before breakfast.', of: 1 },
  { name: 'Globetrotter', group: 'Participation', about: 'Race at thirty circuits.', of: 30 },
  { name: 'Full Season', group: 'Participation', about: 'Race in every week of a season.', of: 12 },
  { name: 'Night Shift', group: 'Participation', about: 'Race after midnight.', of: 1 },
  { name: 'Comeback', group: 'Racecraft', about: 'Win from the last place on the grid.', of: 1 },
] as const;
const winnerAwardId = 100;
/** How many of the newest races are looked through for a win. */
const winnerRaces = 10;
const daySeconds = 86_400;

interface Awarded {
  readonly award_id: number;
  readonly order: number;
  readonly name: string;
  readonly group: string;
  readonly about: string;
  /** Epoch seconds. */
  readonly date: number;
  readonly subsessionId?: number;
}

function iconsOf(awardId: number) {
  return {
    icon_url_large: `/img/awards/large/${awardId}.png`,
    icon_url_small: `/img/awards/small/${awardId}.png`,
    icon_url_unawarded: `/img/awards/unawarded/${awardId}.png`,
  };
}

function createAwarded(member: Member, award: Awarded) {
  return {
    member_award_id: mix(member.hash, 231, award.award_id) & 0x3fffffff,
    award_id: award.award_id,
    achievement: true,
    award_count: 1,
    award_date: isoDate(award.date),
    award_order: award.order,
    awarded_description: award.about,
    cust_id: member.cust_id,
    description: award.about,
    display_date: isoDate(award.date),
    group_name: award.group,
    has_pdf: false,
    icon_background_color: '1257c9',
    ...iconsOf(award.award_id),
    name: award.name,
    viewed: mix(member.hash, 232, award.award_id) % 2 === 0,
    weight: 10 * award.order,
    ...(award.subsessionId !== undefined && { subsession_id: award.subsessionId }),
  };
}

function createPending(member: Member, awardId: number, order: number) {
  const definition = definitions[order - 1] ?? definitions[0];
  const progress = mix(member.hash, 233, awardId) % definition.of;
  return {
    member_award_id: 0,
    award_id: awardId,
    achievement: true,
    award_count: 0,
    award_order: order,
    description: definition.about,
    group_name: definition.group,
    has_pdf: false,
    ...iconsOf(awardId),
    name: definition.name,
    weight: 10 * order,
    progress,
    progress_label: `${progress} of ${definition.of}`,
    progress_text: `${definition.of - progress} to go`,
    progress_text_label: 'Progress',
    threshold: definition.of,
  };
}

/** An award of a member: given, or in progress. */
export type AwardEntry = ReturnType<typeof createAwarded> | ReturnType<typeof createPending>;

/** How often it takes to be given an award; 1 for those given for one thing. */
export function thresholdOf(awardId: number): number {
  return definitions[awardId - 1]?.of ?? 1;
}

/** The newest of a member's last races that was won. */
function findWin({ world, guests, asOf }: PayloadContext, member: Member) {
  const span = { begin: -Infinity, end: Infinity, asOf };
  return world
    .racesOf(member.cust_id, guests, span, winnerRaces)
    .find((start) => world.findRun(world.drive(start), member.cust_id, guests)?.position === 0);
}

/** A member's awards, given and in progress; none for an unknown member. */
export function awardsOf(context: PayloadContext): AwardEntry[] {
  const { world, guests, parameters, asOf } = context;
  const member = world.findMember(parameters.getNumber('cust_id'), guests);
  if (member === undefined) return [];
  const win = findWin(context, member);
  const awards: AwardEntry[] = definitions.map(({ name, group, about }, i) => {
    const award_id = i + 1;
    const days = mix(member.hash, 234, award_id) % 2000;
    const date = asOf - (asOf % daySeconds) - days * daySeconds;
    if (mix(member.hash, 235, award_id) % 3 === 0 || date < member.member_since) {
      return createPending(member, award_id, i + 1);
    }
    return createAwarded(member, { award_id, order: i + 1, name, group, about, date });
  });
  if (win === undefined) return awards;
  const latest: Awarded = {
    award_id: winnerAwardId,
    order: definitions.length + 1,
    name: 'Winner',
    group: 'Racecraft',
    about: 'Win an official race.',
    date: win.startTime,
    subsessionId: win.subsession_id,
  };
  return [...awards, createAwarded(member, latest)];
}

/** What the first answer says about a member's awards. */
export function awardSummary(context: PayloadContext) {
  return {
    success: true,
    cust_id: context.parameters.getNumber('cust_id'),
    award_count: awardsOf(context).length,
  };
}

// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { CarAnswers } from './answers/car-answers.ts';
import type { CarclassAnswers } from './answers/carclass-answers.ts';
import type { ConstantsAnswers } from './answers/constants-answers.ts';
import type { DriverStatsByCategoryAnswers } from './answers/driver-stats-by-category-answers.ts';
import type { HostedAnswers } from './answers/hosted-answers.ts';
import type { LeagueAnswers1 } from './answers/league-answers-1.ts';
import type { LeagueAnswers2 } from './answers/league-answers-2.ts';
import type { LeagueAnswers3 } from './answers/league-answers-3.ts';
import type { LookupAnswers } from './answers/lookup-answers.ts';
import type { MemberAnswers1 } from './answers/member-answers-1.ts';
import type { MemberAnswers2 } from './answers/member-answers-2.ts';
import type { ResultsAnswers1 } from './answers/results-answers-1.ts';
import type { ResultsAnswers2 } from './answers/results-answers-2.ts';
import type { SeasonAnswers } from './answers/season-answers.ts';
import type { SeriesAnswers1 } from './answers/series-answers-1.ts';
import type { SeriesAnswers2 } from './answers/series-answers-2.ts';
import type { SessionAnswers } from './answers/session-answers.ts';
import type { StatsAnswers1 } from './answers/stats-answers-1.ts';
import type { StatsAnswers2 } from './answers/stats-answers-2.ts';
import type { TeamAnswers } from './answers/team-answers.ts';
import type { TimeAttackAnswers } from './answers/time-attack-answers.ts';
import type { TrackAnswers } from './answers/track-answers.ts';

/** What every data method answers, by its service and name. */
export interface DataAnswers
  extends
    CarAnswers,
    CarclassAnswers,
    ConstantsAnswers,
    DriverStatsByCategoryAnswers,
    HostedAnswers,
    LeagueAnswers1,
    LeagueAnswers2,
    LeagueAnswers3,
    LookupAnswers,
    MemberAnswers1,
    MemberAnswers2,
    ResultsAnswers1,
    ResultsAnswers2,
    SeasonAnswers,
    SeriesAnswers1,
    SeriesAnswers2,
    SessionAnswers,
    StatsAnswers1,
    StatsAnswers2,
    TeamAnswers,
    TimeAttackAnswers,
    TrackAnswers {}

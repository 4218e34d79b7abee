// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Categorized, DriverPointsCarClass, Helmet, Host, License } from './parts-1.ts';
import type { Owner } from './parts-2.ts';

/** What methods of the service "league" answer, by service and name. */
export interface LeagueAnswers2 {
  readonly 'league/get': JsonAnswer<{
    readonly league_id: number;
    readonly owner_id: number;
    readonly league_name: string;
    readonly created: string;
    readonly hidden: boolean;
    readonly message?: string;
    readonly about: string;
    readonly recruiting: boolean;
    readonly private_wall: boolean;
    readonly private_roster: boolean;
    readonly private_schedule: boolean;
    readonly private_results: boolean;
    readonly is_owner?: boolean;
    readonly is_admin?: boolean;
    readonly roster_count: number;
    readonly owner: Owner;
    readonly image: {
      readonly small_logo: string | null;
      readonly large_logo: string | null;
    };
    readonly tags: {
      readonly categorized: readonly Categorized[];
      readonly not_categorized: readonly unknown[];
    };
    readonly league_applications?: readonly unknown[];
    readonly pending_requests?: readonly unknown[];
    readonly is_member?: boolean;
    readonly is_applicant?: boolean;
    readonly is_invite?: boolean;
    readonly is_ignored?: boolean;
    readonly roster: readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly owner: boolean;
      readonly admin: boolean;
      readonly league_mail_opt_out: boolean;
      readonly league_pm_opt_out: boolean;
      readonly league_member_since: string;
      readonly car_number: string | null;
      readonly nick_name: string | null;
      readonly licenses?: readonly License[];
    }[];
    readonly url?: string;
  }>;
  readonly 'league/get_points_systems': JsonAnswer<{
    readonly subscribed: boolean;
    readonly success: boolean;
    readonly points_systems: readonly {
      readonly points_system_id: number;
      readonly name: string;
      readonly description: string;
      readonly league_id: number;
      readonly retired: boolean;
      readonly iracing_system: boolean;
    }[];
    readonly league_id: number;
    readonly season_id?: number;
  }>;
  readonly 'league/membership': JsonAnswer<
    readonly {
      readonly league_id: number;
      readonly league_name: string;
      readonly owner: boolean;
      readonly admin: boolean;
      readonly league_mail_opt_out: boolean;
      readonly league_pm_opt_out: boolean;
      readonly car_number: string | null;
      readonly nick_name: string | null;
      readonly league?: {
        readonly league_id: number;
        readonly owner_id: number;
        readonly league_name: string;
        readonly created: string;
        readonly hidden: boolean;
        readonly message: string;
        readonly url: string;
        readonly recruiting: boolean;
        readonly private_wall: boolean;
        readonly private_roster: boolean;
        readonly private_schedule: boolean;
        readonly private_results: boolean;
        readonly is_owner: boolean;
        readonly is_admin: boolean;
        readonly roster_count: number;
        readonly owner: Owner;
        readonly image: {
          readonly small_logo: string | null;
          readonly large_logo: string | null;
        };
        readonly tags: {
          readonly categorized: readonly Categorized[];
          readonly not_categorized: readonly unknown[];
        };
        readonly league_applications: readonly unknown[];
        readonly pending_requests: readonly unknown[];
        readonly is_member: boolean;
        readonly is_applicant: boolean;
        readonly is_invite: boolean;
        readonly is_ignored: boolean;
        readonly roster: readonly {
          readonly cust_id: number;
          readonly display_name: string;
          readonly helmet: Helmet;
          readonly owner: boolean;
          readonly admin: boolean;
          readonly league_mail_opt_out: boolean;
          readonly league_pm_opt_out: boolean;
          readonly league_member_since: string;
          readonly car_number: string | null;
          readonly nick_name: string | null;
        }[];
        readonly about?: string;
        readonly rules?: string;
      };
    }[]
  >;
  readonly 'league/roster': JsonAnswer<
    {
      readonly private_roster: boolean;
      readonly roster: readonly {
        readonly cust_id: number;
        readonly display_name: string;
        readonly helmet: Helmet;
        readonly owner: boolean;
        readonly admin: boolean;
        readonly league_mail_opt_out: boolean;
        readonly league_pm_opt_out: boolean;
        readonly league_member_since: string;
        readonly car_number: string;
        readonly nick_name: unknown;
        readonly licenses?: readonly License[];
      }[];
    },
    {
      readonly type: string;
      readonly data: {
        readonly subscribed: boolean;
        readonly success: boolean;
        readonly roster_count: number;
        readonly league_id: number;
      };
      readonly data_url: string;
    }
  >;
  readonly 'league/seasons': JsonAnswer<{
    readonly subscribed: boolean;
    readonly seasons: readonly {
      readonly league_id: number;
      readonly season_id: number;
      readonly points_system_id: number;
      readonly season_name: string;
      readonly active: boolean;
      readonly hidden: boolean;
      readonly num_drops: number;
      readonly no_drops_on_or_after_race_num: number;
      readonly points_cars: readonly {
        readonly car_id: number;
        readonly car_name: string;
      }[];
      readonly driver_points_car_classes: readonly DriverPointsCarClass[];
      readonly team_points_car_classes: readonly DriverPointsCarClass[];
      readonly points_system_name: string;
      readonly points_system_desc: string;
    }[];
    readonly success: boolean;
    readonly retired: boolean;
    readonly league_id: number;
  }>;
  readonly 'league/season_standings': JsonAnswer<{
    readonly car_class_id: number;
    readonly success: boolean;
    readonly season_id: number;
    readonly car_id: number;
    readonly standings: {
      readonly driver_standings: readonly {
        readonly rownum: number;
        readonly position: number;
        readonly driver: Host;
        readonly car_number: string | null;
        readonly driver_nickname: string | null;
        readonly wins: number;
        readonly average_start: number;
        readonly average_finish: number;
        readonly base_points: number;
        readonly negative_adjustments: number;
        readonly positive_adjustments: number;
        readonly total_adjustments: number;
        readonly total_points: number;
      }[];
      readonly team_standings: readonly {
        readonly rownum: number;
        readonly position: number;
        readonly team: {
          readonly team_id: number;
          readonly owner_id: number;
          readonly team_name: string;
          readonly owner: Host;
        };
      }[];
      readonly driver_standings_csv_url?: string;
      readonly team_standings_csv_url?: string;
    };
    readonly league_id: number;
  }>;
}

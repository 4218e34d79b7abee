// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ChunksAnswer, JsonAnswer } from '../answer-kinds.ts';
import type { Helmet, LeagueSeasonSessionsTrack } from './parts-1.ts';
import type { StatsSeasonDriverStandings, StatsSeasonDriverStandingsLicense } from './parts-2.ts';

/** What methods of the service "stats" answer, by service and name. */
export interface StatsAnswers1 {
  readonly 'stats/member_bests': JsonAnswer<{
    readonly cars_driven: readonly {
      readonly car_id: number;
      readonly car_name: string;
    }[];
    readonly bests: readonly {
      readonly track: LeagueSeasonSessionsTrack;
      readonly event_type: string;
      readonly best_lap_time: number;
      readonly subsession_id?: number;
      readonly end_time?: string;
      readonly season_year?: number;
      readonly season_quarter?: number;
    }[];
    readonly cust_id: number;
    readonly car_id: number;
  }>;
  readonly 'stats/member_career': JsonAnswer<{
    readonly stats: readonly {
      readonly category_id: number;
      readonly category: string;
      readonly starts: number;
      readonly wins: number;
      readonly top5: number;
      readonly poles: number;
      readonly avg_start_position: number;
      readonly avg_finish_position: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly avg_incidents: number;
      readonly avg_points: number;
      readonly win_percentage: number;
      readonly top5_percentage: number;
      readonly laps_led_percentage: number;
      readonly poles_percentage: number;
    }[];
    readonly cust_id: number;
  }>;
  readonly 'stats/member_division': JsonAnswer<{
    readonly division: number;
    readonly projected: boolean;
    readonly event_type: number;
    readonly success: boolean;
    readonly season_id: number;
  }>;
  readonly 'stats/member_recap': JsonAnswer<{
    readonly year: number;
    readonly stats: {
      readonly starts: number;
      readonly wins: number;
      readonly top5: number;
      readonly avg_start_position: number;
      readonly avg_finish_position: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly favorite_car: {
        readonly car_id: number;
        readonly car_name: string;
        readonly car_image: string;
      } | null;
      readonly favorite_track: {
        readonly config_name: string;
        readonly track_id: number;
        readonly track_logo: string;
        readonly track_name: string;
      } | null;
    };
    readonly success: boolean;
    readonly season: number | null;
    readonly cust_id: number;
  }>;
  readonly 'stats/member_recent_races': JsonAnswer<{
    readonly races: readonly {
      readonly season_id: number;
      readonly series_id: number;
      readonly series_name: string;
      readonly car_id: number;
      readonly car_class_id: number;
      readonly livery: {
        readonly car_id: number;
        readonly pattern: number;
        readonly color1: string;
        readonly color2: string;
        readonly color3: string;
      };
      readonly license_level: number;
      readonly session_start_time: string;
      readonly winner_group_id: number;
      readonly winner_name: string;
      readonly winner_helmet: Helmet;
      readonly winner_license_level: number;
      readonly start_position: number;
      readonly finish_position: number;
      readonly qualifying_time: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly incidents: number;
      readonly points: number;
      readonly strength_of_field: number;
      readonly subsession_id: number;
      readonly old_sub_level: number;
      readonly new_sub_level: number;
      readonly oldi_rating: number;
      readonly newi_rating: number;
      readonly track: {
        readonly track_id: number;
        readonly track_name: string;
      };
      readonly drop_race?: boolean;
      readonly season_year?: number;
      readonly season_quarter?: number;
      readonly race_week_num?: number;
      readonly club_points?: number;
    }[];
    readonly cust_id: number;
  }>;
  readonly 'stats/member_summary': JsonAnswer<{
    readonly this_year: {
      readonly num_official_sessions: number;
      readonly num_league_sessions: number;
      readonly num_official_wins: number;
      readonly num_league_wins: number;
    };
    readonly cust_id: number;
  }>;
  readonly 'stats/member_yearly': JsonAnswer<{
    readonly stats: readonly {
      readonly category_id: number;
      readonly category: string;
      readonly starts: number;
      readonly wins: number;
      readonly top5: number;
      readonly poles: number;
      readonly avg_start_position: number;
      readonly avg_finish_position: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly avg_incidents: number;
      readonly avg_points: number;
      readonly win_percentage: number;
      readonly top5_percentage: number;
      readonly laps_led_percentage: number;
      readonly year: number;
      readonly poles_percentage?: number;
      readonly total_club_points?: number;
    }[];
    readonly cust_id: number;
  }>;
  readonly 'stats/season_driver_standings': ChunksAnswer<
    StatsSeasonDriverStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
      readonly division: number;
      readonly country_code: string;
      readonly country: string;
      readonly flair_id?: number;
      readonly flair_name?: string;
      readonly flair_shortname?: string;
      readonly license: StatsSeasonDriverStandingsLicense;
      readonly helmet: Helmet;
      readonly weeks_counted: number;
      readonly starts: number;
      readonly wins: number;
      readonly top5: number;
      readonly top25_percent: number;
      readonly poles: number;
      readonly avg_start_position: number;
      readonly avg_finish_position: number;
      readonly avg_field_size: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly incidents: number;
      readonly points: number;
      readonly raw_points: number;
      readonly week_dropped: boolean;
      readonly club_id?: number;
      readonly club_name?: string;
    }
  >;
  readonly 'stats/season_supersession_standings': ChunksAnswer<
    StatsSeasonDriverStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
      readonly division: number;
      readonly country_code: string;
      readonly country: string;
      readonly club_id: number;
      readonly club_name: string;
      readonly license: StatsSeasonDriverStandingsLicense;
      readonly helmet: Helmet;
      readonly weeks_counted: number;
      readonly starts: number;
      readonly wins: number;
      readonly top5: number;
      readonly top25_percent: number;
      readonly poles: number;
      readonly avg_start_position: number;
      readonly avg_finish_position: number;
      readonly avg_field_size: number;
      readonly laps: number;
      readonly laps_led: number;
      readonly incidents: number;
      readonly points: number;
      readonly raw_points: number;
      readonly week_dropped: boolean;
    }
  >;
}

// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ChunksAnswer } from '../answer-kinds.ts';
import type { ChunkInfo, Helmet } from './parts-1.ts';
import type { StatsSeasonTeamStandings, StatsSeasonTtStandingsLicense } from './parts-2.ts';

/** What methods of the service "stats" answer, by service and name. */
export interface StatsAnswers2 {
  readonly 'stats/season_team_standings': ChunksAnswer<
    StatsSeasonTeamStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
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
      readonly week_dropped: boolean;
      readonly team_id: number;
      readonly cars: readonly {
        readonly carclassid: number;
        readonly carid: number;
      }[];
      readonly drivers: readonly {
        readonly rank: number;
        readonly cust_id: number;
        readonly display_name: string;
        readonly license: {
          readonly category_id: number;
          readonly category: string;
          readonly license_level: number;
          readonly safety_rating: number;
          readonly color: string;
          readonly group_name: string;
          readonly group_id: number;
        };
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
        readonly week_dropped: boolean;
      }[];
    }
  >;
  readonly 'stats/season_tt_standings': ChunksAnswer<
    StatsSeasonTeamStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
      readonly division: number;
      readonly country_code: string;
      readonly country: string;
      readonly flair_id: number;
      readonly flair_name: string;
      readonly flair_shortname?: string;
      readonly license: StatsSeasonTtStandingsLicense;
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
  readonly 'stats/season_tt_results': ChunksAnswer<
    StatsSeasonTeamStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
      readonly division: number;
      readonly country_code: string;
      readonly country: string;
      readonly flair_id: number;
      readonly flair_name: string;
      readonly flair_shortname?: string;
      readonly license: StatsSeasonTtStandingsLicense;
      readonly helmet: Helmet;
      readonly best_nlaps_time: number;
      readonly starts: number;
      readonly points: number;
      readonly raw_points: number;
      readonly week: number;
    }
  >;
  readonly 'stats/season_qualify_results': ChunksAnswer<
    StatsSeasonTeamStandings,
    {
      readonly rank: number;
      readonly cust_id: number;
      readonly display_name: string;
      readonly country_code: string;
      readonly country: string;
      readonly flair_id?: number;
      readonly flair_name?: string;
      readonly flair_shortname?: string;
      readonly license: {
        readonly category_id: number;
        readonly category: string;
        readonly license_level: number;
        readonly safety_rating: number;
        readonly irating?: number;
        readonly color: string;
        readonly group_name: string;
        readonly group_id: number;
      };
      readonly helmet?: Helmet;
      readonly best_qual_lap_time?: number;
      readonly week?: number;
      readonly division?: number;
      readonly club_id?: number;
      readonly club_name?: string;
      readonly weeks_counted?: number;
      readonly starts?: number;
      readonly wins?: number;
      readonly top5?: number;
      readonly top25_percent?: number;
      readonly poles?: number;
      readonly avg_start_position?: number;
      readonly avg_finish_position?: number;
      readonly avg_field_size?: number;
      readonly laps?: number;
      readonly laps_led?: number;
      readonly incidents?: number;
      readonly points?: number;
      readonly week_dropped?: boolean;
    }
  >;
  readonly 'stats/world_records': ChunksAnswer<
    {
      readonly type: string;
      readonly data: {
        readonly success: boolean;
        readonly car_id: number;
        readonly track_id: number;
        readonly chunk_info?: ChunkInfo | null;
        readonly last_updated: string;
        readonly season_year?: number;
        readonly season_quarter?: number;
      };
    },
    {
      readonly cust_id: number;
      readonly display_name: string;
      readonly car_id: number;
      readonly track_id: number;
      readonly season_year: unknown;
      readonly season_quarter: unknown;
      readonly country_code: string;
      readonly region: string;
      readonly license: {
        readonly category_id: number;
        readonly category: string;
        readonly license_level: number;
        readonly safety_rating: number;
        readonly irating: number;
        readonly tt_rating: number;
        readonly group_name: string;
        readonly group_id: number;
      };
      readonly practice_lap_time: number;
      readonly practice_date: string;
      readonly qualify_lap_time: number;
      readonly qualify_date: string;
      readonly tt_lap_time: number | null;
      readonly tt_date: string | null;
      readonly race_lap_time: number;
      readonly race_date: string;
      readonly club_id?: number;
      readonly club_name?: string;
    }
  >;
}
